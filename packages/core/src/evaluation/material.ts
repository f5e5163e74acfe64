import { predictionOutput } from '@assay/compute'
import { type BlobRow, findBlob, findDataset, findNeededOutputs } from '@assay/db'
import {
  apiKeyVariable,
  DomainError,
  datasetInput,
  evaluationSpec,
  inferenceSpec,
  type JobMaterial,
  predictionsInput,
  type StagedFile,
} from '@assay/schemas'
import type { GivenDeps, GivenJob } from '../run/job-kind.ts'
import { revealModelSecret } from './model-secret.ts'

/** Throws DATASET_NOT_FOUND, SECRET_NOT_FOUND. */
export async function inferenceMaterial(deps: GivenDeps, { owner_id, spec: kept }: GivenJob): Promise<JobMaterial> {
  const { dataset_id, model } = inferenceSpec.parse(kept)
  // without its entry: what an admin lends stays with the server, as a worker may be the user's own
  const api_key = await revealModelSecret(deps, { owner_id, spec: model })
  const secrets = api_key === undefined ? {} : { [apiKeyVariable]: api_key }
  return { inputs: [await findTable(deps, dataset_id)], secrets, registry: null }
}

/** Throws DATASET_NOT_FOUND. */
export async function evaluationMaterial(deps: GivenDeps, { spec: kept, attempt }: GivenJob): Promise<JobMaterial> {
  const { dataset_id, predictions } = evaluationSpec.parse(kept)
  const table = await findTable(deps, dataset_id)
  const needed =
    predictions === 'column' ? [] : await findNeededOutputs(deps.db, { job_id: attempt.job_id, name: predictionOutput })
  const files = needed.map((blob, repeat) => toStaged(predictionsInput(repeat), blob))
  return { inputs: [table, ...files], secrets: {}, registry: null }
}

async function findTable({ db }: GivenDeps, dataset_id: string): Promise<StagedFile> {
  const dataset = await findDataset(db, dataset_id)
  const blob = dataset?.table_blob_id ? await findBlob(db, dataset.table_blob_id) : undefined
  if (!blob) throw new DomainError('DATASET_NOT_FOUND', { dataset_id })
  return toStaged(datasetInput, blob)
}

function toStaged(path: string, { id, size_bytes, sha256 }: BlobRow): StagedFile {
  return { path, from: null, blob_id: id, size_bytes, sha256 }
}
