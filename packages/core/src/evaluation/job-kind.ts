import { copyEvaluation, type Database, getDatasetOfRuns, getReadableDataset, holdExperiment } from '@assay/db'
import type { ModelSpec } from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { HeldForRetry, JobKinds } from '../run/job-kind.ts'

export const inferenceKind: JobKinds['inference'] = {
  placement: 'platform',
  usesSecret: ({ model }) => needsSecret(model),
  givenSecrets: () => [],
  outputPath: (_, name) => name,
  // a model's answers can contain the input: only those who may see the examples may have them
  async checkDownload(db, { run_id, spec }, viewer) {
    await getDatasetOfRuns(db, { id: spec.dataset_id, viewer, run_ids: [run_id] })
  },
  holdForRetry: holdWhatIsEvaluated,
  async copyToRetry() {},
}

export const judgementKind: JobKinds['judgement'] = {
  placement: 'platform',
  usesSecret: ({ judge }) => needsSecret(judge.model),
  givenSecrets: () => [],
  outputPath: (_, name) => name,
  // a judge says what it has read
  async checkDownload(db, { run_id, spec }, viewer) {
    await getDatasetOfRuns(db, { id: spec.dataset_id, viewer, run_ids: [run_id] })
  },
  holdForRetry: holdWhatIsEvaluated,
  async copyToRetry() {},
}

export const evaluationKind: JobKinds['evaluation'] = {
  placement: 'platform',
  usesSecret: () => false,
  givenSecrets: () => [],
  outputPath: (_, name) => name,
  async checkDownload() {},
  holdForRetry: holdWhatIsEvaluated,
  copyToRetry: copyEvaluation,
}

function needsSecret(spec: ModelSpec): boolean {
  return spec.provider === 'openai-compatible' && spec.secret !== undefined
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
