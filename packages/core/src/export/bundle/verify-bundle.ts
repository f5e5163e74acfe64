import type { Actor } from '@assay/access'
import { getBlob, getUpload } from '@assay/db'
import { json } from '@assay/engine'
import {
  type ComparisonResult,
  type ComparisonVerification,
  comparisonResult,
  type comparisonVerifyInput,
  DomainError,
} from '@assay/schemas'
import type { z } from 'zod'
import { resultOf } from '../../comparison/result.ts'
import { readClusters } from '../../comparison/scores/clusters.ts'
import type { ScoreFiles } from '../../comparison/scores/score-files.ts'
import { inTurn } from '../../data/recomputation.ts'
import { scratchDirectory, stageObject } from '../../file/staged.ts'
import type { ExportDeps } from '../deps.ts'
import { BundleReader, invalid } from './bundle-reader.ts'
import { type Comparing, firstDifference } from './first-difference.ts'
import { type Manifest, manifest, manifestPath, resultPath } from './manifest.ts'

/** How many scores of examples are read at most: 800 MB. */
const mostNumbers = 100_000_000

/** Errors that say what is wrong with a bundle, or what it would take. */
const ownErrors: ReadonlySet<string> = new Set([
  'BUNDLE_INVALID',
  'COMPUTATION_TOO_LARGE',
  'TABLE_TIMEOUT',
  'TABLE_TOO_LARGE',
])

/** In seconds. */
const patience = 300

/**
 * Computes the comparison of an uploaded bundle again, from its scores and its question alone, and says whether it is
 * the same. Throws UPLOAD_NOT_FOUND, UPLOAD_INCOMPLETE, BUNDLE_INVALID, COMPUTATION_TOO_LARGE, LIMIT_REACHED.
 */
export async function verifyBundle(
  deps: ExportDeps,
  actor: Actor,
  input: z.output<typeof comparisonVerifyInput>,
): Promise<ComparisonVerification> {
  const gone = deps.asker?.signal
  const work = (signal: AbortSignal) => {
    const asker = { owner: actor.user_id, signal }
    const bounded = { ...deps, tables: deps.tables.for(asker), statistics: deps.statistics.for(asker) }
    return verify(bounded, actor, { ...input, signal })
  }
  return inTurn(deps, actor, () => withinPatience(gone, work))
}

async function withinPatience<Result>(
  gone: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const late = AbortSignal.timeout(patience * 1000)
  try {
    return await work(gone ? AbortSignal.any([gone, late]) : late)
  } catch (error) {
    gone?.throwIfAborted()
    throw late.aborted ? new DomainError('COMPUTATION_TOO_LARGE', { limit_seconds: patience }, { cause: error }) : error
  }
}

async function verify(
  deps: ExportDeps,
  actor: Actor,
  { upload_id, signal }: z.output<typeof comparisonVerifyInput> & { readonly signal: AbortSignal },
): Promise<ComparisonVerification> {
  const upload = await getUpload(deps.db, { id: upload_id, owner_id: actor.user_id })
  const { state, received_bytes, size_bytes, blob_id } = upload
  if (state === 'open') {
    throw new DomainError('UPLOAD_INCOMPLETE', { received_bytes, size_bytes: size_bytes ?? received_bytes })
  }
  // the bytes may be those of an earlier upload
  const { object_key } = blob_id === null ? upload : await getBlob(deps.db, blob_id)
  await using staged = await stageObject(deps, object_key)
  using bundle = await BundleReader.open(staged.path, signal)
  const described = await bundle.readJson(manifestPath, manifest)
  const altered_files = await findAltered(bundle, described)
  const kept = await bundle.readJson(resultPath, comparisonResult)
  const found = await compare(deps, { bundle, described, kept, isAltered: altered_files.length > 0 })
  return {
    ...found,
    is_same: altered_files.length === 0 && found.not_computed.length === 0 && found.first_difference === null,
    comparison_id: described.comparison.id,
    assay_version: described.assay_version,
    files: described.files.length,
    altered_files,
  }
}

/** Files that are not as they were exported. Those that the result depends on must be there. */
async function findAltered(bundle: BundleReader, { files, runs, comparison, dataset }: Manifest): Promise<string[]> {
  const listed = new Set(files.map(({ path }) => path))
  const needed = comparison.cluster_column === null ? [] : [dataset.table]
  const altered = [resultPath, ...needed, ...runs.map(({ scores }) => scores)].filter((path) => !listed.has(path))
  if (listed.size < files.length) throw invalid('Its manifest lists a file twice.')
  for (const file of files) {
    if (!(await bundle.isIntact(file))) altered.push(file.path)
  }
  return altered
}

interface Recomputation {
  readonly bundle: BundleReader
  readonly described: Manifest
  readonly kept: ComparisonResult
  readonly isAltered: boolean
}

type Compared = Comparing & Pick<ComparisonVerification, 'not_computed'>

async function compare(deps: ExportDeps, { bundle, described, kept, isAltered }: Recomputation): Promise<Compared> {
  try {
    const computed = comparisonResult.parse(json(await compute(deps, bundle, described)))
    const not_computed = unavailable(kept, computed)
    const without = (result: ComparisonResult) => ({
      ...result,
      corpus: result.corpus.filter(({ metric }) => !not_computed.some((lacking) => lacking.metric === metric)),
    })
    return { ...firstDifference(json(without(kept)), json(without(computed))), not_computed }
  } catch (error) {
    if (DomainError.is(error) && (error.retryable || ownErrors.has(error.code))) throw error
    if (isAltered) return { numbers: 0, first_difference: null, not_computed: [] }
    throw invalid('Its scores cannot be compared.', error)
  }
}

/** Corpus scores that were compared where the bundle was made, and cannot be here. */
function unavailable(kept: ComparisonResult, computed: ComparisonResult): Compared['not_computed'] {
  const compared = new Set(kept.corpus.filter(({ reason }) => reason === null).map(({ metric }) => metric))
  return computed.corpus.flatMap(({ metric, reason }) =>
    reason !== null && compared.has(metric) ? [{ metric, reason }] : [],
  )
}

async function compute(deps: ExportDeps, bundle: BundleReader, described: Manifest): Promise<ComparisonResult> {
  const { comparison, runs, scores } = described
  if (runs.some(({ run_id }, at) => run_id !== comparison.run_ids[at]))
    throw invalid('Its runs are not those compared.')
  await using files = await openScores(deps, bundle, described)
  const rows = await Promise.all(files.paths.map((path) => deps.tables.count({ path })))
  const isTrue = runs.every(({ evaluation }, at) => rows[at] === evaluation.examples + evaluation.failed)
  if (!isTrue) throw invalid('Its scores are not those of its evaluations.')
  if (Math.max(...rows) * runs.length > mostNumbers) throw invalid('It has more scores than can be computed here.')
  const clusters = await openClusters(deps, bundle, described)
  return await resultOf(deps, { question: comparison, files, clusters, declared: scores })
}

async function openClusters(deps: ExportDeps, bundle: BundleReader, { comparison, dataset }: Manifest) {
  const { cluster_column: column } = comparison
  if (column === null) return undefined
  await using directory = await scratchDirectory(deps)
  return await readClusters(deps, { path: await bundle.unpack(dataset.table, directory.path), column })
}

async function openScores(deps: ExportDeps, bundle: BundleReader, { runs }: Manifest): Promise<ScoreFiles> {
  await using stack = new AsyncDisposableStack()
  const directory = stack.use(await scratchDirectory(deps)).path
  const paths: string[] = []
  for (const { scores } of runs) paths.push(await bundle.unpack(scores, directory))
  const unpacked = stack.move()
  return {
    paths,
    runs: runs.map((run) => ({ ...run, prediction_keys: run.predictions })),
    [Symbol.asyncDispose]: () => unpacked.disposeAsync(),
  }
}
