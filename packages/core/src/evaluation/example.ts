import { type Actor, viewerOf } from '@assay/access'
import {
  answerColumn,
  callsOf,
  errorColumn,
  keptJudgementColumns,
  keptPredictionColumns,
  toJudgements,
  toKeptPrediction,
  toldColumns,
  toldOfPrediction,
} from '@assay/compute'
import { type DatasetRow, getReadableRun, type RunRow, type Viewer } from '@assay/db'
import { nearestNames } from '@assay/metrics'
import {
  type ColumnRoles,
  DomainError,
  type Filter,
  type JudgeSpec,
  type RunExample,
  type RunExamples,
  type runExamplesInput,
} from '@assay/schemas'
import type { JoinedTable, PageRequest, TableRow } from '@assay/tables'
import type { z } from 'zod'
import { namesOf } from '../data/column.ts'
import { getReadyDataset } from '../data/dataset.ts'
import { stageTable } from '../data/staged-table.ts'
import { stageObject } from '../file/staged.ts'
import type { EvaluationDeps } from './deps.ts'
import { type EvaluatedRun, findEvaluatedRuns, findPredictedRun, type PredictedRun } from './evaluated-run.ts'
import { readFailingExamples } from './failing-examples.ts'

const predictionPrefix = 'p.'
const scorePrefix = 's.'

type Input = z.output<typeof runExamplesInput>

/** Input, reference, prediction and scores; of a run that failed, what it failed on. Throws RUN_NOT_FINISHED. */
export async function readRunExamples(deps: EvaluationDeps, actor: Actor, input: Input): Promise<RunExamples> {
  const viewer = viewerOf(actor)
  const run = await getReadableRun(deps.db, { id: input.run_id, viewer })
  const failed = run.state === 'failed' ? await readFailingExamples(deps, { run_id: run.id, viewer, input }) : undefined
  if (failed) return failed
  const view = await openView(deps, { run, viewer })
  await using staged = new AsyncDisposableStack()
  const join: JoinedTable[] = []
  const { path } = staged.use(await stageTable(deps, view.dataset))
  join.push({ path, columns: view.dataset_columns, prefix: 'd.', decimals: 'text' })
  for (const { object_key, columns, further = [], prefix } of view.outputs) {
    const { path: output } = staged.use(await stageObject(deps, object_key))
    const there = further.length === 0 ? [] : (await deps.tables.columns({ path: output })).map(({ name }) => name)
    join.push({ path: output, columns: [...columns, ...further.filter((name) => there.includes(name))], prefix })
  }
  const page = await deps.tables.page({ join, ...toPage(view, input) })
  const { order_by } = input
  const passed = input.after + 1 + page.items.length
  return {
    items: page.items.map((row) => toExample(row, view)),
    next_after: order_by === undefined ? page.next_after : page.items.length < input.limit ? null : passed - 1,
  }
}

interface View {
  readonly dataset: Pick<DatasetRow, 'id' | 'table_blob_id'>
  readonly dataset_columns: readonly string[]
  readonly outputs: readonly {
    readonly object_key: string
    readonly columns: readonly string[]
    /** Columns that a file of an earlier version may lack. */
    readonly further?: readonly string[]
    readonly prefix: string
  }[]
  readonly scores: readonly string[]
  readonly judges: readonly JudgeSpec[]
  /** Whether an application was evaluated, which has no predictions. */
  readonly is_given: boolean
  readonly input: string | null
  readonly reference: string | null
  readonly prediction: string
  /** Why there is nothing to score. */
  readonly error: string
}

async function openView(deps: EvaluationDeps, { run, viewer }: { run: RunRow; viewer: Viewer }): Promise<View> {
  const [scored] = await findEvaluatedRuns(deps, [run.id])
  const evaluated = scored ?? (await findPredictedRun(deps, run.id))
  if (!evaluated) throw new DomainError('RUN_NOT_FINISHED', { run_id: run.id, state: run.state })
  const { columns: roles, dataset_id, prediction_keys } = evaluated
  const dataset = await getReadyDataset(deps, { dataset_id, viewer, run_ids: [run.id] })
  const names = namesOf(dataset.columns)
  const has_calls = prediction_keys.length > 0
  const shown = (['input', 'reference', ...(has_calls ? [] : ['prediction' as const])] as const).filter((role) =>
    names.includes(roles[role]),
  )
  const scores = Object.keys(scored?.evaluation.scores ?? {})
  const scoring = scored
    ? [{ object_key: scored.object_key, columns: [errorColumn, ...scores], prefix: scorePrefix }]
    : []
  return {
    dataset,
    dataset_columns: columnsOf(roles, shown),
    outputs: [...firstRepeat(evaluated), ...scoring, ...judgementsOf(scored?.judgements ?? [])],
    scores,
    judges: (scored?.judgements ?? []).map(({ judge }) => judge),
    is_given: (scored?.given ?? null) !== null,
    input: shown.includes('input') ? `d.${roles.input}` : null,
    reference: shown.includes('reference') ? `d.${roles.reference}` : null,
    prediction: has_calls ? predictionPrefix + answerColumn : `d.${roles.prediction}`,
    error: scorePrefix + errorColumn,
  }
}

function columnsOf(roles: ColumnRoles, shown: readonly (keyof ColumnRoles)[]): string[] {
  return [...new Set(shown.map((role) => roles[role]))]
}

function firstRepeat({ prediction_keys }: PredictedRun): View['outputs'] {
  return prediction_keys.slice(0, 1).map((object_key) => ({
    object_key,
    columns: keptPredictionColumns,
    further: toldColumns,
    prefix: predictionPrefix,
  }))
}

function judgementsOf(judgements: EvaluatedRun['judgements']): View['outputs'] {
  return judgements.map(({ judge, object_key }, at) => ({
    object_key,
    columns: keptJudgementColumns(judge),
    prefix: judgePrefix(at),
  }))
}

function judgePrefix(judge: number): string {
  return `j${judge}.`
}

function toPage(view: View, { after, limit, only_failed, order_by }: Input): Omit<PageRequest, 'path' | 'join'> {
  const filters: Filter[] = only_failed ? [failedIn(view)] : []
  if (order_by === undefined) return { filters, after, limit }
  if (!view.scores.includes(order_by)) {
    throw new DomainError('METRIC_UNKNOWN', { metric: order_by, nearest: nearestNames(order_by, view.scores) })
  }
  return { filters, order: [{ column: scorePrefix + order_by }], offset: after + 1, limit }
}

function failedIn({ prediction, error, is_given }: View): Filter {
  return is_given ? { column: error, op: 'is_null', value: false } : { column: prediction, op: 'is_null' }
}

function toExample(row: TableRow, view: View): RunExample {
  const text = (column: string | null) => {
    const value = column === null ? null : row[column]
    return value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value)
  }
  const number = (column: string) => (typeof row[column] === 'number' ? row[column] : null)
  return {
    example: row.example,
    input: text(view.input),
    reference: text(view.reference),
    ...toKeptPrediction(row, predictionPrefix),
    ...(view.is_given && { error: text(view.error) }),
    ...toldOfPrediction(row, predictionPrefix),
    prediction: text(view.prediction),
    scores: Object.fromEntries(view.scores.map((name) => [name, number(scorePrefix + name)])),
    ...(view.judges.length > 0 && { judgements: view.judges.flatMap((judge, at) => saidBy(judge, row, at)) }),
  }
}

function saidBy(judge: JudgeSpec, row: TableRow, at: number): NonNullable<RunExample['judgements']> {
  const calls = callsOf(judge)
  return toJudgements(judge, row, judgePrefix(at)).map((said, call) => ({
    judge: judge.name,
    criterion: calls[call]?.criterion.name ?? '',
    ...(judge.pairs && { is_swapped: calls[call]?.is_swapped ?? false }),
    ...said,
  }))
}
