import {
  copyEvaluation,
  type Database,
  findReadableRuns,
  getDatasetOfRuns,
  getReadableDataset,
  holdExperiment,
  type Viewer,
} from '@assay/db'
import { secretOf } from '@assay/models'
import { DomainError, type ModelSpec } from '@assay/schemas'
import type { Kysely, Transaction } from 'kysely'
import type { HeldForRetry, JobKinds } from '../run/job-kind.ts'
import { evaluationMaterial, inferenceMaterial } from './material.ts'

interface Asking {
  readonly model: ModelSpec
  readonly dataset_id: string
}

/** Whatever asks a model about the examples of a dataset. */
const asking = {
  usesSecret: ({ model }: Asking) => needsSecret(model),
  givenSecrets: () => [],
  outputPath: (_: Asking, name: string) => name,
  // a model's answers can contain the input: only those who may see the examples may have them
  async checkDownload(db: Kysely<Database>, { run_id, spec }: { run_id: string; spec: Asking }, viewer: Viewer) {
    await getDatasetOfRuns(db, { id: spec.dataset_id, viewer, run_ids: [run_id] })
  },
  holdForRetry: holdWhatIsEvaluated,
  async copyToRetry() {},
} as const

export const inferenceKind: JobKinds['inference'] = { ...asking, placement: 'any', material: inferenceMaterial }

export const annotationKind: JobKinds['annotation'] = { ...asking, placement: 'platform' }

export const judgementKind: JobKinds['judgement'] = {
  placement: 'platform',
  usesSecret: ({ judge }) => needsSecret(judge.model),
  givenSecrets: () => [],
  outputPath: (_, name) => name,
  // a judge says what it has read
  async checkDownload(db, { run_id, spec }, viewer) {
    await getDatasetOfRuns(db, { id: spec.dataset_id, viewer, run_ids: [run_id] })
  },
  async holdForRetry(trx, retry) {
    await holdWhatIsEvaluated(trx, retry)
    const ids = [...new Set(retry.specs.flatMap(({ judge }) => judge.against?.run_id ?? []))]
    const found = new Set((await findReadableRuns(trx, { ids, viewer: retry.owner })).map(({ id }) => id))
    const missing = ids.find((id) => !found.has(id))
    if (missing !== undefined) throw new DomainError('RUN_NOT_FOUND', { run_id: missing })
  },
  async copyToRetry() {},
}

export const evaluationKind: JobKinds['evaluation'] = {
  placement: 'any',
  material: evaluationMaterial,
  usesSecret: () => false,
  givenSecrets: () => [],
  outputPath: (_, name) => name,
  async checkDownload() {},
  holdForRetry: holdWhatIsEvaluated,
  copyToRetry: copyEvaluation,
}

function needsSecret(spec: ModelSpec): boolean {
  return secretOf(spec) !== undefined
}

async function holdWhatIsEvaluated(
  trx: Transaction<Database>,
  { run, specs, owner }: HeldForRetry<{ readonly dataset_id: string }>,
): Promise<void> {
  if (run.evaluation) await holdExperiment(trx, { id: run.evaluation.experiment_id, viewer: owner })
  for (const id of new Set(specs.map(({ dataset_id }) => dataset_id))) {
    await getReadableDataset(trx, { id, viewer: owner })
  }
}
