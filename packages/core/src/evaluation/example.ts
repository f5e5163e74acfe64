import {
  type DatasetRow,
  findJobOutput,
  findJobsOfRuns,
  getReadableRun,
  type JobDetailRow,
  type RunRow,
  type Viewer,
} from '@assay/db'
import {
  type ColumnRoles,
  DomainError,
  evaluationSpec,
  type Filter,
  type RunExample,
  type RunExamples,
  type runExamplesInput,
} from '@assay/schemas'
import type { JoinedTable, PageRequest, TableRow } from '@assay/tables'
import type { z } from 'zod'
import { type Actor, viewerOf } from '../actor.ts'
import { getReadyDataset } from '../data/dataset.ts'
import { stageObject, stageTable } from '../data/staged.ts'
import type { CoreDeps } from '../deps.ts'
import { nearestNames } from '../nearest.ts'

type Input = z.output<typeof runExamplesInput>

/** What a run made of each example: input, reference, prediction and scores side by side. Throws RUN_NOT_FINISHED. */
export async function readRunExamples(deps: CoreDeps, actor: Actor, input: Input): Promise<RunExamples> {
  const viewer = viewerOf(actor)
  const run = await getReadableRun(deps.db, { id: input.run_id, viewer })
  const view = await openView(deps, { run, viewer })
  await using staged = new AsyncDisposableStack()
  const join: JoinedTable[] = []
  join.push({ path: staged.use(await stageTable(deps, view.dataset)).path, columns: view.columns, prefix: 'd.' })
  for (const { object_key, columns, prefix } of view.outputs) {
    join.push({ path: staged.use(await stageObject(deps, object_key)).path, columns, prefix })
  }
  const page = await deps.tables.page({ join, ...toPage(view, input) })
  const { order_by } = input
  const passed = input.after + 1 + page.items.length
  return {
    items: page.items.map((row) => toExample(row, view)),
    next_after: order_by === undefined ? page.next_after : page.items.length < input.limit ? null : passed - 1,
  }
}

/** The dataset and the outputs of a run, and where its values are in them. */
interface View {
  readonly dataset: Pick<DatasetRow, 'id' | 'table_blob_id'>
  readonly columns: readonly string[]
  readonly outputs: readonly {
    readonly object_key: string
    readonly columns: readonly string[]
    readonly prefix: string
  }[]
  readonly scores: readonly string[]
  readonly input: string | null
  readonly reference: string | null
  readonly prediction: string
  readonly has_calls: boolean
}

async function openView(deps: CoreDeps, { run, viewer }: { run: RunRow; viewer: Viewer }): Promise<View> {
  const jobs = await findJobsOfRuns(deps.db, [run.id])
  const evaluation = jobs.find((job) => job.kind === 'evaluation')
  const scored = evaluation && (await findJobOutput(deps.db, { job_id: evaluation.id, name: 'scores' }))
  if (!evaluation || !scored) throw new DomainError('RUN_NOT_FINISHED', { run_id: run.id, state: run.state })
  const spec = evaluationSpec.parse(evaluation.spec)
  const dataset = await getReadyDataset(deps, { dataset_id: spec.dataset_id, viewer, run_ids: [run.id] })
  const names = dataset.columns.map((column) => column.name)
  const has_calls = spec.predictions === 'inference'
  const shown = (['input', 'reference', ...(has_calls ? [] : ['prediction' as const])] as const).filter((role) =>
    names.includes(spec.columns[role]),
  )
  const scores = scoreNames(evaluation)
  const predictions = has_calls ? await predictionTables(deps, jobs) : []
  return {
    dataset,
    columns: columnsOf(spec.columns, shown),
    outputs: [...predictions, { object_key: scored.object_key, columns: scores, prefix: 's.' }],
    scores,
    input: shown.includes('input') ? `d.${spec.columns.input}` : null,
    reference: shown.includes('reference') ? `d.${spec.columns.reference}` : null,
    prediction: has_calls ? 'p.prediction' : `d.${spec.columns.prediction}`,
    has_calls,
  }
}

function columnsOf(roles: ColumnRoles, shown: readonly (keyof ColumnRoles)[]): string[] {
  return [...new Set(shown.map((role) => roles[role]))]
}

/** The predictions of the first repeat. */
async function predictionTables({ db }: CoreDeps, jobs: readonly JobDetailRow[]): Promise<View['outputs']> {
  const inference = jobs.find((job) => job.kind === 'inference')
  const predicted = inference && (await findJobOutput(db, { job_id: inference.id, name: 'predictions' }))
  if (!predicted) return []
  return [{ object_key: predicted.object_key, columns: ['prediction', 'error', 'latency_ms', 'cost'], prefix: 'p.' }]
}

function scoreNames({ result }: JobDetailRow): string[] {
  const scores = result?.['scores']
  return scores !== null && typeof scores === 'object' ? Object.keys(scores) : []
}

function toPage(view: View, { after, limit, only_failed, order_by }: Input): Omit<PageRequest, 'path' | 'join'> {
  const filters: Filter[] = only_failed ? [{ column: view.prediction, op: 'is_null' }] : []
  if (order_by === undefined) return { filters, after, limit }
  if (!view.scores.includes(order_by)) {
    throw new DomainError('METRIC_UNKNOWN', { metric: order_by, nearest: nearestNames(order_by, view.scores) })
  }
  return { filters, order: [{ column: `s.${order_by}` }], offset: after + 1, limit }
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
    prediction: text(view.prediction),
    error: view.has_calls ? text('p.error') : null,
    latency_ms: number('p.latency_ms'),
    cost: number('p.cost'),
    scores: Object.fromEntries(view.scores.map((name) => [name, number(`s.${name}`)])),
  }
}
