import { answerColumn, type CallScore, callScores, errorColumn, factColumns } from '@assay/compute'
import type { Viewer } from '@assay/db'
import type { JoinedTable } from '@assay/tables'
import { namesOf, requireColumn } from '../../data/column.ts'
import { getReadyDataset } from '../../data/dataset.ts'
import { stageTable } from '../../data/staged-table.ts'
import type { EvaluatedRun } from '../../evaluation/evaluated-run.ts'
import { stageObject } from '../../file/staged.ts'
import type { ComparisonDeps } from '../deps.ts'

/** Columns of the join that hold what one run made of an example. */
export interface SideColumns {
  readonly prediction: string
  readonly error: string
  readonly calls: ReadonlyMap<CallScore, string>
  readonly scores: ReadonlyMap<string, string>
}

export interface ExampleTables extends AsyncDisposable {
  readonly join: readonly JoinedTable[]
  readonly input: string | null
  readonly reference: string | null
  readonly baseline: SideColumns
  readonly run: SideColumns
}

type Side = Pick<EvaluatedRun, 'run_id' | 'columns' | 'prediction_keys' | 'object_key' | 'evaluation'>

interface Sides {
  readonly baseline: Side
  readonly run: Side
}

interface Read {
  readonly dataset_id: string
  readonly viewer: Viewer
  /** Further columns of the dataset. */
  readonly also: readonly string[]
}

/** Input and reference are those of the baseline. */
export async function openExampleTables(
  deps: ComparisonDeps,
  { dataset_id, viewer, baseline, run, also }: Sides & Read,
): Promise<ExampleTables> {
  const dataset = await getReadyDataset(deps, { dataset_id, viewer, run_ids: [baseline.run_id, run.run_id] })
  const known = new Set(namesOf(dataset.columns))
  for (const name of also) requireColumn(namesOf(dataset.columns), name)
  const shown = (name: string) => (known.has(name) ? [name] : [])
  const { input, reference } = baseline.columns
  const predicted = [baseline, run].filter(({ prediction_keys }) => prediction_keys.length === 0)
  const columns = [...also, ...shown(input), ...shown(reference), ...predicted.map((side) => side.columns.prediction)]
  await using stack = new AsyncDisposableStack()
  const stage = async (object_key: string) => stack.use(await stageObject(deps, object_key)).path
  const { path } = stack.use(await stageTable(deps, dataset))
  const join: JoinedTable[] = [{ path, columns: [...new Set(columns)], prefix: 'd.', decimals: 'text' }]
  for (const [prefix, side] of [['a', baseline] as const, ['b', run] as const]) {
    const scores = [...factColumns, ...Object.keys(side.evaluation.scores)]
    join.push({ path: await stage(side.object_key), columns: scores, prefix: `${prefix}.` })
    const [predictions] = side.prediction_keys
    if (predictions !== undefined)
      join.push({ path: await stage(predictions), columns: [answerColumn], prefix: `${prefix}p.` })
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

function columnsOf({ prediction_keys, columns, evaluation }: Side, prefix: string): SideColumns {
  return {
    prediction: prediction_keys.length === 0 ? `d.${columns.prediction}` : `${prefix}p.${answerColumn}`,
    error: `${prefix}.${errorColumn}`,
    calls: new Map(callScores.map(({ name }) => [name, `${prefix}.${name}`])),
    scores: new Map(Object.keys(evaluation.scores).map((name) => [name, `${prefix}.${name}`])),
  }
}
