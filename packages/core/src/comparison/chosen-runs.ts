import {
  type ExperimentRow,
  findComparableRuns,
  findExperimentsByIds,
  findReadableRuns,
  getReadableExperiment,
  type RunRow,
} from '@assay/db'
import { DomainError } from '@assay/schemas'
import type { Actor } from '../actor.ts'
import type { CoreDeps } from '../deps.ts'

/** Runs that can be compared: succeeded, on one dataset version. */
export interface ChosenRuns {
  /** The baseline first. */
  readonly runs: readonly RunRow[]
  /** The experiment of the baseline. */
  readonly experiment: ExperimentRow
  /** Whether all runs belong to it. */
  readonly is_alone: boolean
}

interface Choice {
  readonly run_ids?: readonly string[] | undefined
  readonly baseline_run_id?: string | undefined
}

/** Runs of an experiment: those named, or the newest that succeeded of each name. */
export async function chooseOfExperiment(
  deps: CoreDeps,
  actor: Actor,
  { experiment_id, run_ids, baseline_run_id }: Choice & { readonly experiment_id: string },
): Promise<ChosenRuns> {
  const experiment = await getReadableExperiment(deps.db, { id: experiment_id, user_id: actor.user_id })
  const runs = run_ids ? await findNamed(deps, actor, run_ids) : await findComparableRuns(deps.db, experiment_id)
  const isThere = runs.some(({ id }) => id === baseline_run_id)
  if (!run_ids && baseline_run_id !== undefined && !isThere) {
    runs.unshift(...(await findNamed(deps, actor, [baseline_run_id])))
  }
  const foreign = runs.find((run) => run.experiment_id !== experiment_id)
  if (foreign) throw new DomainError('RUN_NOT_FOUND', { run_id: foreign.id })
  return { runs: baselineFirst(runs, baseline_run_id), experiment, is_alone: true }
}

/** Runs of whatever experiments. Throws COMPARISON_DATASETS_DIFFER. */
export async function chooseAnywhere(
  deps: CoreDeps,
  actor: Actor,
  { run_ids, baseline_run_id }: Choice & { readonly run_ids: readonly string[] },
): Promise<ChosenRuns> {
  const runs = baselineFirst(await findNamed(deps, actor, run_ids), baseline_run_id)
  const ids = runs.flatMap(({ experiment_id }) => experiment_id ?? [])
  const experiments = await findExperimentsByIds(deps.db, [...new Set(ids)])
  const experiment = experiments.find(({ id }) => id === ids[0])
  if (!experiment || ids.length < runs.length) throw new DomainError('COMPARISON_NOTHING_SHARED', {})
  const dataset_ids = [...new Set(experiments.map(({ dataset_id }) => dataset_id))]
  if (dataset_ids.length > 1) throw new DomainError('COMPARISON_DATASETS_DIFFER', { dataset_ids })
  return { runs, experiment, is_alone: experiments.length === 1 }
}

async function findNamed({ db }: CoreDeps, { user_id }: Actor, named: readonly string[]): Promise<RunRow[]> {
  const ids = [...new Set(named)]
  const found = new Map((await findReadableRuns(db, { ids, user_id })).map((run) => [run.id, run]))
  return ids.map((run_id) => {
    const run = found.get(run_id)
    if (!run) throw new DomainError('RUN_NOT_FOUND', { run_id })
    if (run.state !== 'succeeded') throw new DomainError('RUN_NOT_FINISHED', { run_id, state: run.state })
    return run
  })
}

function baselineFirst(runs: readonly RunRow[], named: string | undefined): RunRow[] {
  if (runs.length < 2) throw new DomainError('COMPARISON_TOO_FEW', { succeeded: runs.length })
  const baseline = named === undefined ? runs[0] : runs.find(({ id }) => id === named)
  if (!baseline) throw new DomainError('RUN_NOT_FOUND', { run_id: named ?? '' })
  return [baseline, ...runs.filter((run) => run !== baseline)]
}
