import { type Actor, type AuditedCall, audited, requireRoom } from '@assay/access'
import {
  type Database,
  findJudge,
  getBlob,
  getUpload,
  insertExperiment,
  insertJudge,
  insertLabelSample,
  insertLabels,
  lockFamilies,
  lockTree,
  lockUpload,
  markUploadUsed,
  newId,
} from '@assay/db'
import { type Experiment, type ExperimentImport, type experimentImportInput, experiment as shape } from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import { inTurn } from '../../data/recomputation.ts'
import { releaseBlobs } from '../../file/release.ts'
import { stageObject } from '../../file/staged.ts'
import { requireComplete } from '../../file/upload-use.ts'
import type { ExportDeps } from '../deps.ts'
import { importDataset } from './import-dataset.ts'
import { importRuns } from './import-run.ts'
import type { BundledJudge, BundledSample, Manifest } from './manifest.ts'
import { type OpenBundle, openBundle } from './open-bundle.ts'
import { secretless, withoutIds } from './public-job.ts'
import { discardFiles, keepFiles, type StoredFiles, storeFiles } from './store-files.ts'

type Input = z.output<typeof experimentImportInput>

/**
 * Makes an experiment of an uploaded bundle, wholly or not at all: with new ids, and the actor's. Bytes that the actor
 * has already are not stored again, a dataset of the same bytes is the same version, and a judge of a name that the
 * actor uses stays as it is. Throws UPLOAD_NOT_FOUND, UPLOAD_INCOMPLETE, UPLOAD_USED, BUNDLE_INVALID, QUOTA_REACHED,
 * STORAGE_FULL, LIMIT_REACHED.
 */
export async function importExperiment(
  deps: ExportDeps,
  actor: Actor,
  input: Input,
  { call }: { readonly call: AuditedCall },
): Promise<ExperimentImport> {
  const { user_id: owner_id } = actor
  const upload = requireComplete(await getUpload(deps.db, { id: input.upload_id, owner_id }))
  const { object_key } = await getBlob(deps.db, upload.blob_id)
  const signal = deps.asker?.signal ?? new AbortController().signal
  return inTurn(deps, actor, async () => {
    await using staged = await stageObject(deps, object_key)
    const bounded = { ...deps, tables: deps.tables.for({ owner: owner_id, signal }) }
    using bundle = await openBundle(bounded, staged.path, signal)
    await requireRoom(deps, { owner_id, bytes: 1 })
    const files = await storeFiles(deps, bundle, owner_id)
    try {
      return await audited(deps, call, async (held) => {
        await lockTree(held.db, owner_id, 'shared')
        requireComplete(await lockUpload(held.db, { id: upload.id, owner_id }))
        const made = await settle(held, held.db, { owner_id, bundle, files, input })
        await markUploadUsed(held.db, upload.id)
        await releaseBlobs(held, held.db, [upload.blob_id])
        return made
      })
    } catch (error) {
      await discardFiles(deps, files, error)
      throw error
    }
  })
}

interface Settlement {
  readonly owner_id: string
  readonly bundle: OpenBundle
  readonly files: StoredFiles
  readonly input: Input
}

async function settle(
  deps: ExportDeps,
  trx: Transaction<Database>,
  { owner_id, bundle: { described }, files, input }: Settlement,
): Promise<ExperimentImport> {
  await lockFamilies(trx, owner_id)
  const blobs = await keepFiles({ ...deps, db: trx }, trx, { owner_id, files })
  const dataset = await importDataset(deps, trx, { owner_id, described, blobs })
  const experiment = await makeExperiment(trx, { owner_id, dataset_id: dataset.id, described, name: input.name })
  const ids = await importRuns(trx, { owner_id, experiment, described, blobs })
  const judges = await makeJudges(trx, owner_id, described.judges)
  await makeSamples(trx, { owner_id, samples: described.samples, ids })
  return {
    experiment,
    dataset_is_new: dataset.is_new,
    runs: described.runs.length,
    judges_made: judges,
    judges_kept: described.judges.map(({ name }) => name).filter((name) => !judges.includes(name)),
    samples: described.samples.length,
    stored_bytes: files.stored_bytes,
  }
}

interface Making {
  readonly owner_id: string
  readonly dataset_id: string
  readonly described: Manifest
  readonly name: string | undefined
}

async function makeExperiment(
  trx: Transaction<Database>,
  { owner_id, dataset_id, described, name }: Making,
): Promise<Experiment> {
  const { experiment } = described
  const row = await insertExperiment(trx, {
    ...{ id: newId(), owner_id, dataset_id },
    name: name ?? experiment.name,
    description: experiment.description,
    task: JSON.stringify(experiment.task),
    columns: JSON.stringify(experiment.columns),
    primary_metric: experiment.primary_metric,
    metadata: JSON.stringify(experiment.metadata),
  })
  return shape.parse(row)
}

/** Names of those that were made: a judge of the owner's is never changed by what somebody else calls by its name. */
async function makeJudges(
  trx: Transaction<Database>,
  owner_id: string,
  judges: readonly BundledJudge[],
): Promise<string[]> {
  const made: string[] = []
  for (const { name, model, entry, pairs, ...definition } of judges) {
    if (await findJudge(trx, { owner_id, name })) continue
    const optional = { ...(pairs && { pairs }), ...(entry && { entry: withoutIds(entry) }) }
    const kept = { ...definition, ...optional, model: secretless(model) }
    await insertJudge(trx, { id: newId(), owner_id, name, definition: JSON.stringify(kept) })
    made.push(name)
  }
  return made
}

interface Sampled {
  readonly owner_id: string
  readonly samples: readonly BundledSample[]
  /** New ids of runs by those that they had. */
  readonly ids: ReadonlyMap<string, string>
}

async function makeSamples(trx: Transaction<Database>, { owner_id, samples, ids }: Sampled): Promise<void> {
  const idOf = (run_id: string) => ids.get(run_id) ?? run_id
  for (const { labels, criteria, run_ids, ...sample } of samples) {
    const row = { ...sample, id: newId(), owner_id, run_ids: run_ids.map(idOf), criteria: JSON.stringify(criteria) }
    const { id: sample_id } = await insertLabelSample(trx, row)
    await insertLabels(
      trx,
      labels.map((label) => ({ ...label, id: newId(), sample_id, run_id: idOf(label.run_id), author_id: null })),
    )
  }
}
