import { type Actor, checkListScope, viewerOf } from '@assay/access'
import { declareJudge, isOfJudge, judgeOf, withDeclared } from '@assay/compute'
import {
  deleteExperiment,
  type ExperimentRow,
  findBlobIdsOfRuns,
  findOpenRun,
  getReadableDataset,
  getReadableExperiment,
  holdDataset,
  insertExperiment,
  listExperiments,
  listRunIds,
  lockExperiment,
  newId,
} from '@assay/db'
import { transact } from '@assay/engine'
import {
  type ColumnRoles,
  columnRoles,
  DomainError,
  type Experiment,
  type experimentCreateInput,
  type experimentListInput,
  type Page,
} from '@assay/schemas'
import type { z } from 'zod'
import { namesOf, requireColumn } from '../data/column.ts'
import { getReadyDataset } from '../data/dataset.ts'
import { makeFileTable, pathColumn } from '../data/files/file-table.ts'
import { releaseBlobs } from '../file/release.ts'
import type { EvaluationDeps } from './deps.ts'
import { getJudge, toJudgeSpec } from './judge/judge.ts'
import { requireKnownLanguages } from './language.ts'
import { resolveVerdictScore } from './metric.ts'
import { rolesOf } from './roles.ts'

/**
 * Makes an experiment on a dataset version. Columns that are named must exist; default ones need not. On a set of
 * files, the scores are those that applications give. Throws COLUMN_UNKNOWN, METRIC_UNKNOWN, SCORE_NEUTRAL,
 * LANGUAGE_UNKNOWN.
 */
export async function createExperiment(
  deps: EvaluationDeps,
  actor: Actor,
  input: z.output<typeof experimentCreateInput>,
): Promise<Experiment> {
  const viewer = viewerOf(actor)
  await makeFileTable(deps, await getReadableDataset(deps.db, { id: input.dataset_id, viewer }))
  const dataset = await getReadyDataset(deps, { dataset_id: input.dataset_id, viewer })
  requireKnownLanguages(input.task)
  const isFiles = dataset.kind === 'files'
  const names = namesOf(dataset.columns)
  for (const column of Object.values(input.columns)) if (column !== undefined) requireColumn(names, column)
  const primary_metric = isFiles ? input.primary_metric : await resolvePrimary(deps, actor, input.primary_metric)
  const row = await transact(deps, async (trx) => {
    await holdDataset(trx, dataset.id)
    return insertExperiment(trx, {
      id: newId(),
      owner_id: actor.user_id,
      name: input.name,
      description: input.description,
      dataset_id: dataset.id,
      task: JSON.stringify(input.task),
      columns: JSON.stringify(isFiles ? ofFiles(input.columns) : rolesOf(dataset.columns, input.columns)),
      primary_metric,
      metadata: JSON.stringify(input.metadata ?? {}),
      archived_at: input.archived ? new Date().toISOString() : null,
      is_sample: dataset.is_sample && dataset.owner_id === actor.user_id,
    })
  })
  return toExperiment(row)
}

type SaidRoles = z.output<typeof experimentCreateInput>['columns']

/** A file is shown by its path, also where other examples show what was made of them. */
function ofFiles(said: SaidRoles): ColumnRoles {
  const { input = pathColumn, prediction = pathColumn, reference } = said
  return columnRoles.parse({ input, prediction, reference })
}

async function resolvePrimary(deps: EvaluationDeps, actor: Actor, wanted: string | null): Promise<string | null> {
  if (wanted === null) return null
  const metrics = isOfJudge(wanted) ? await withJudge(deps, actor, wanted) : deps.metrics
  const { name, score } = await resolveVerdictScore(metrics, wanted)
  if (score.direction === 'neutral') throw new DomainError('SCORE_NEUTRAL', { metric: name, wanted: 'verdict' })
  return name
}

/** Which model judges changes nothing of the names of scores. */
async function withJudge(deps: EvaluationDeps, actor: Actor, wanted: string): Promise<EvaluationDeps['metrics']> {
  const judge = await getJudge(deps, actor, { name: judgeOf(wanted) })
  const model = judge.model ?? { provider: 'dataset', column: '' }
  return withDeclared(deps.metrics, [declareJudge(toJudgeSpec(judge, model))])
}

export async function getOwnExperiment(
  deps: EvaluationDeps,
  actor: Actor,
  { experiment_id }: { experiment_id: string },
): Promise<Experiment> {
  return toExperiment(await getReadableExperiment(deps.db, { id: experiment_id, viewer: viewerOf(actor) }))
}

/** The actor's, shared ones, or those of the sample, newest first. */
export async function listOwnExperiments(
  deps: EvaluationDeps,
  actor: Actor,
  { dataset_id, archived, sample, scope, ...page }: z.output<typeof experimentListInput>,
): Promise<Page<Experiment>> {
  checkListScope(actor, scope)
  const rows = await listExperiments(deps.db, { viewer: viewerOf(actor), scope, dataset_id, archived, sample }, page)
  return { ...rows, items: rows.items.map(toExperiment) }
}

/** Deletes an experiment with its runs, their events and outputs. Throws RUN_NOT_FINISHED while one goes on. */
export async function removeExperiment(
  deps: EvaluationDeps,
  actor: Actor,
  { experiment_id }: { experiment_id: string },
): Promise<void> {
  await transact(deps, async (trx) => {
    await lockExperiment(trx, { id: experiment_id, viewer: viewerOf(actor) })
    const open = await findOpenRun(trx, experiment_id)
    if (open) throw new DomainError('RUN_NOT_FINISHED', { run_id: open.id, state: open.state })
    const blob_ids = await findBlobIdsOfRuns(trx, await listRunIds(trx, experiment_id))
    await deleteExperiment(trx, experiment_id)
    await releaseBlobs(deps, trx, blob_ids)
  })
}

function toExperiment(row: ExperimentRow): Experiment {
  return {
    id: row.id,
    owner_id: row.owner_id,
    name: row.name,
    description: row.description,
    dataset_id: row.dataset_id,
    task: row.task,
    columns: row.columns,
    primary_metric: row.primary_metric,
    is_sample: row.is_sample,
    metadata: row.metadata,
    archived_at: row.archived_at,
    created_at: row.created_at,
  }
}
