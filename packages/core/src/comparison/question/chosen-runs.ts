import { type Actor, viewerOf } from '@assay/access'
import {
  type ExperimentRow,
  findExperimentsByIds,
  findNewestSucceededRuns,
  findReadableRuns,
  findWritableExperiment,
  getReadableExperiment,
  getWritableExperiment,
  listOpenRuns,
  type RunDetailRow,
} from '@assay/db'
import { DomainError } from '@assay/schemas'
import type { ComparisonDeps } from '../deps.ts'

/** Runs that can be compared: succeeded, on one dataset version. */
export interface ChosenRuns {
  /** The baseline first. */
  readonly runs: readonly RunDetailRow[]
  readonly experiment: ExperimentRow
  /** The experiment of the comparison; null: the runs are of several, or the actor may not write there. */
  readonly experiment_id: string | null
}

interface Choice {
  readonly run_ids?: readonly string[] | undefined
  readonly baseline_run_id?: string | undefined
}

/** Runs of an experiment: those named, or the newest that succeeded of each model. Throws COMPARISON_RUNS_OPEN. */
export async function chooseOfExperiment(
  deps: ComparisonDeps,
  actor: Actor,
  { experiment_id, run_ids, baseline_run_id }: Choice & { readonly experiment_id: string },
): Promise<ChosenRuns> {
  const viewed = { id: experiment_id, viewer: viewerOf(actor) }
  const seen = await getReadableExperiment(deps.db, viewed)
  // everyone may compare the sample's runs; the comparison is visible to them alone
  const experiment = seen.is_sample ? seen : await getWritableExperiment(deps.db, viewed)
  if (!run_ids) await refuseOpenRuns(deps, experiment_id)
  const runs = run_ids ? await findNamed(deps, actor, run_ids) : await findNewestSucceededRuns(deps.db, experiment_id)
  const isThere = runs.some(({ id }) => id === baseline_run_id)
  if (!run_ids && baseline_run_id !== undefined && !isThere) {
    runs.unshift(...(await findNamed(deps, actor, [baseline_run_id])))
  }
  const foreign = runs.find((run) => run.evaluation?.experiment_id !== experiment_id)
  if (foreign) throw new DomainError('RUN_NOT_FOUND', { run_id: foreign.id })
  return { runs: baselineFirst(runs, baseline_run_id), experiment, experiment_id }
}

const mostNamed = 10

/** What is still going on would be missing from the answer, and nobody would see it. */
async function refuseOpenRuns({ db }: ComparisonDeps, experiment_id: string): Promise<void> {
  const open = await listOpenRuns(db, { group_id: experiment_id, limit: mostNamed })
  if (open.length === 0) return
  const runs = open.map(({ id, name, state }) => ({ run_id: id, name, state }))
  throw new DomainError('COMPARISON_RUNS_OPEN', { runs })
}

/** Runs of any experiments. Throws COMPARISON_DATASETS_DIFFER. */
export async function chooseAnywhere(
  deps: ComparisonDeps,
  actor: Actor,
  { run_ids, baseline_run_id }: Choice & { readonly run_ids: readonly string[] },
): Promise<ChosenRuns> {
  const runs = baselineFirst(await findNamed(deps, actor, run_ids), baseline_run_id)
  const ids = runs.flatMap(({ evaluation }) => evaluation?.experiment_id ?? [])
  const experiments = await findExperimentsByIds(deps.db, [...new Set(ids)])
  const experiment = experiments.find(({ id }) => id === ids[0])
  if (!experiment || ids.length < runs.length) throw new DomainError('COMPARISON_NOTHING_SHARED', {})
  const dataset_ids = [...new Set(experiments.map(({ dataset_id }) => dataset_id))]
  if (dataset_ids.length > 1) throw new DomainError('COMPARISON_DATASETS_DIFFER', { dataset_ids })
  const mayAdd = experiments.length === 1 && (await mayCompareIn(deps, actor, experiment))
  return { runs, experiment, experiment_id: mayAdd ? experiment.id : null }
}

async function mayCompareIn({ db }: ComparisonDeps, actor: Actor, { id, is_sample }: ExperimentRow): Promise<boolean> {
  return is_sample || (await findWritableExperiment(db, { id, viewer: viewerOf(actor) })) !== undefined
}

async function findNamed({ db }: ComparisonDeps, actor: Actor, named: readonly string[]): Promise<RunDetailRow[]> {
  const ids = [...new Set(named)]
  const found = new Map((await findReadableRuns(db, { ids, viewer: viewerOf(actor) })).map((run) => [run.id, run]))
  return ids.map((run_id) => {
    const run = found.get(run_id)
    if (!run) throw new DomainError('RUN_NOT_FOUND', { run_id })
    if (run.state !== 'succeeded') throw new DomainError('RUN_NOT_FINISHED', { run_id, state: run.state })
    return run
  })
}

function baselineFirst(runs: readonly RunDetailRow[], named: string | undefined): RunDetailRow[] {
  if (runs.length < 2) throw new DomainError('COMPARISON_TOO_FEW', { succeeded: runs.length })
  const baseline = named === undefined ? runs[0] : runs.find(({ id }) => id === named)
  if (!baseline) throw new DomainError('RUN_NOT_FOUND', { run_id: named ?? '' })
  return [baseline, ...runs.filter((run) => run !== baseline)]
}
