import {
  type DatasetRow,
  findByShortId,
  findDatasetsByName,
  getReadableDataset,
  listDatasetFiles,
  type Viewer,
} from '@assay/db'
import { DomainError } from '@assay/schemas'
import type { SubmissionDeps } from './deps.ts'

const shortId = /^[0-9a-f]{8}[0-9a-f-]*$/i
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const most = 5

type Deps = Pick<SubmissionDeps, 'db'>

/** A dataset by its id, its name or name@version. Throws DATASET_NOT_FOUND, REFERENCE_AMBIGUOUS. */
export async function findDatasetByReference({ db }: Deps, viewer: Viewer, reference: string): Promise<DatasetRow> {
  if (uuid.test(reference)) return getReadableDataset(db, { id: reference, viewer })
  const [, name = reference, version] = /^(.+)[@:](\d{1,9})$/.exec(reference) ?? []
  const named = await findDatasetsByName(db, { viewer, most }, version ? { name, version: Number(version) } : { name })
  const isId = named.length === 0 && shortId.test(reference)
  const found = isId ? await findByShortId(db, { table: 'datasets', viewer, most }, reference) : named
  const [first, ...others] = found
  if (!first) throw new DomainError('DATASET_NOT_FOUND', { dataset_id: reference })
  if (others.length > 0) {
    throw new DomainError('REFERENCE_AMBIGUOUS', { noun: 'dataset', reference, candidates: [first, ...others] })
  }
  return getReadableDataset(db, { id: first.id, viewer })
}

export interface FoundFile {
  /** Below what was asked for; empty: it is that itself. */
  readonly path: string
  readonly blob_id: string
}

/** The files of a dataset at a path, or all of them; those of a table are the file that it came as. */
export async function filesOfDataset(
  { db }: Deps,
  dataset: DatasetRow,
  path: string | undefined,
): Promise<readonly FoundFile[]> {
  if (dataset.kind !== 'files') {
    const { original_blob_id, filename } = dataset
    if (original_blob_id === null) {
      throw new DomainError('DATASET_NOT_READY', { dataset_id: dataset.id, state: dataset.state })
    }
    return [{ path: path ?? filename ?? dataset.name, blob_id: original_blob_id }]
  }
  const files = await listDatasetFiles(db, dataset.id, { after: undefined, limit: mostFiles })
  if (path === undefined) return files
  const whole = files.find((file) => file.path === path)
  if (whole) return [{ path: '', blob_id: whole.blob_id }]
  const below = files.filter((file) => file.path.startsWith(`${path}/`))
  return below.map((file) => ({ path: file.path.slice(path.length + 1), blob_id: file.blob_id }))
}

const mostFiles = 100_000
