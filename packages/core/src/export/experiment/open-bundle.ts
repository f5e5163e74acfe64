import { scoreOutput } from '@assay/compute'
import { scratchDirectory } from '../../file/staged.ts'
import { BundleReader, invalid } from '../bundle/bundle-reader.ts'
import type { ExportDeps } from '../deps.ts'
import { type Manifest, manifest, manifestPath, versionOfManifest } from './manifest.ts'

const readmePath = 'readme.md'

/** A bundle whose files are all there and as they were exported, and whose tables are as long as it says. */
export interface OpenBundle extends Disposable {
  readonly described: Manifest
  readonly reader: BundleReader
}

/** Throws BUNDLE_INVALID. */
export async function openBundle(deps: ExportDeps, path: string, signal: AbortSignal): Promise<OpenBundle> {
  const reader = await BundleReader.open(path, signal)
  try {
    await requireVersion(reader)
    const described = await reader.readJson(manifestPath, manifest)
    requireReferences(described)
    await requireIntact(reader, described)
    await requireLengths(deps, reader, described)
    return { described, reader, [Symbol.dispose]: () => reader[Symbol.dispose]() }
  } catch (error) {
    reader[Symbol.dispose]()
    throw error
  }
}

async function requireVersion(reader: BundleReader): Promise<void> {
  const { format_version } = await reader.readJson(manifestPath, versionOfManifest)
  if (format_version > 1)
    throw invalid(`It is of version ${format_version}, which a newer Assay wrote and this one does not know.`)
}

/** Whatever is named must be in the bundle, once. */
function requireReferences({ runs, samples, files, dataset }: Manifest): void {
  const paths = new Set(files.map(({ path }) => path))
  const ids = new Set(runs.map(({ id }) => id))
  if (paths.size < files.length) throw invalid('Its manifest lists a file twice.')
  if (ids.size < runs.length) throw invalid('Its manifest lists a run twice.')
  const named = [dataset.original, dataset.table, ...runs.flatMap(({ jobs }) => jobs.flatMap(filesOf))]
  const missing = named.find((path) => !paths.has(path))
  if (missing !== undefined) throw invalid(`Its manifest does not list ${missing}.`)
  for (const { name, jobs } of runs) {
    const names = new Set(jobs.map((job) => job.name))
    if (names.size < jobs.length || jobs.some(({ needs }) => needs.some((needed) => !names.has(needed))))
      throw invalid(`The jobs of its run ${name} do not fit together.`)
  }
  if (
    samples.some(({ run_ids, labels }) =>
      [...run_ids, ...labels.map(({ run_id }) => run_id)].some((id) => !ids.has(id)),
    )
  )
    throw invalid('It has labels of runs that it does not have.')
}

function filesOf({ outputs }: Manifest['runs'][number]['jobs'][number]): string[] {
  return outputs.map(({ file }) => file)
}

async function requireIntact(reader: BundleReader, { files }: Manifest): Promise<void> {
  const listed = new Set([manifestPath, readmePath, ...files.map(({ path }) => path)])
  const odd = reader.paths.find((path) => !listed.has(path))
  if (odd !== undefined) throw invalid('It has files that its manifest does not list.')
  for (const file of files) {
    if (!(await reader.isIntact(file))) throw invalid(`Its ${file.path} is not as it was exported.`)
  }
}

/** What is compared later is what the evaluations say. */
async function requireLengths(deps: ExportDeps, reader: BundleReader, { dataset, runs }: Manifest): Promise<void> {
  await using directory = await scratchDirectory(deps)
  const count = async (path: string) => {
    const unpacked = await reader.unpack(path, directory.path)
    return deps.tables.count({ path: unpacked }).catch((error: unknown) => {
      throw invalid(`Its ${path} is no table.`, error)
    })
  }
  if ((await count(dataset.table)) !== dataset.examples) throw invalid('Its dataset has not as many rows as it says.')
  for (const job of runs.flatMap(({ jobs }) => jobs)) {
    const scores = job.outputs.find(({ name }) => name === scoreOutput)
    if (job.kind !== 'evaluation' || !job.result || !scores) continue
    if ((await count(scores.file)) !== job.result.examples + job.result.failed)
      throw invalid('Its scores are not those of its evaluations.')
  }
}
