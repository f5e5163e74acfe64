import { findJobOutput, type Viewer } from '@assay/db'
import { DomainError } from '@assay/schemas'
import type { JoinedTable } from '@assay/tables'
import { getReadyDataset } from '../data/dataset.ts'
import { stageObject, stageTable } from '../data/staged.ts'
import type { CoreDeps } from '../deps.ts'
import { callScores } from './call-scores.ts'
import type { EvaluatedRun } from './compared-runs.ts'

/** Where what a run made of examples is in the join. */
export interface SideColumns {
  readonly prediction: string
  readonly error: string
  /** Score of the calls → column. */
  readonly calls: ReadonlyMap<string, string>
  /** Score name → column. */
  readonly scores: ReadonlyMap<string, string>
}

/** Dataset, predictions and scores of two runs, side by side. */
export interface ExampleTables extends AsyncDisposable {
  readonly join: readonly JoinedTable[]
  readonly input: string | null
  readonly reference: string | null
  readonly baseline: SideColumns
  readonly run: SideColumns
}

interface Sides {
  readonly baseline: EvaluatedRun
  readonly run: EvaluatedRun
}

/** Stages what two runs made of a dataset; input and reference are those of the baseline. */
export async function openExampleTables(
  deps: CoreDeps,
  { dataset_id, viewer, baseline, run }: Sides & { readonly dataset_id: string; readonly viewer: Viewer },
): Promise<ExampleTables> {
  const dataset = await getReadyDataset(deps, { dataset_id, viewer, run_ids: [baseline.run_id, run.run_id] })
  const known = new Set(dataset.columns.map(({ name }) => name))
  const shown = (name: string) => (known.has(name) ? [name] : [])
  const { input, reference } = baseline.columns
  const predicted = [baseline, run].filter(({ inference_job_id }) => inference_job_id === null)
  const columns = [...shown(input), ...shown(reference), ...predicted.map((side) => side.columns.prediction)]
  await using stack = new AsyncDisposableStack()
  const stage = async (object_key: string) => stack.use(await stageObject(deps, object_key)).path
  const { path } = stack.use(await stageTable(deps, dataset))
  const join: JoinedTable[] = [{ path, columns: [...new Set(columns)], prefix: 'd.' }]
  for (const [prefix, side] of [['a', baseline] as const, ['b', run] as const]) {
    const scores = ['error', ...callScores.map(({ name }) => name), ...Object.keys(side.evaluation.scores)]
    join.push({ path: await stage(side.object_key), columns: scores, prefix: `${prefix}.` })
    const predictions = await findPredictions(deps, side)
    if (predictions) join.push({ path: await stage(predictions), columns: ['prediction'], prefix: `${prefix}p.` })
  }
  const staged = stack.move()
  return {
    join,
    input: known.has(input) ? `d.${input}` : null,
    reference: known.has(reference) ? `d.${reference}` : null,
    baseline: columnsOf(baseline, 'a'),
    run: columnsOf(run, 'b'),
    [Symbol.asyncDispose]: () => staged.disposeAsync(),
  }
}

async function findPredictions({ db }: CoreDeps, { run_id, inference_job_id }: EvaluatedRun) {
  if (inference_job_id === null) return undefined
  const output = await findJobOutput(db, { job_id: inference_job_id, name: 'predictions' })
  if (!output) throw new DomainError('RUN_NOT_FOUND', { run_id })
  return output.object_key
}

function columnsOf({ inference_job_id, columns, evaluation }: EvaluatedRun, prefix: string): SideColumns {
  return {
    prediction: inference_job_id === null ? `d.${columns.prediction}` : `${prefix}p.prediction`,
    error: `${prefix}.error`,
    calls: new Map(callScores.map(({ name }) => [name, `${prefix}.${name}`])),
    scores: new Map(Object.keys(evaluation.scores).map((name) => [name, `${prefix}.${name}`])),
  }
}
