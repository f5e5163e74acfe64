import { findJobsOfRuns, type JobDetailRow, type Viewer } from '@assay/db'
import { failingExamples, inferenceSpec, judgementSpec, type RunExample, type RunExamples } from '@assay/schemas'
import type { TableRow } from '@assay/tables'
import { z } from 'zod'
import { getReadyDataset } from '../data/dataset.ts'
import { stageTable } from '../data/staged-table.ts'
import type { EvaluationDeps } from './deps.ts'

interface Wanted {
  readonly run_id: string
  readonly viewer: Viewer
  readonly input: { readonly after: number; readonly limit: number }
}

/** Kinds whose jobs ask a model about each example. */
const ofModels = new Set<JobDetailRow['kind']>(['inference', 'judgement'])
const readSpec = z.union([inferenceSpec, judgementSpec])

type Failing = { readonly example: number; readonly reason: string }

/** The examples on which a run failed, as far as its jobs told them; undefined: it failed of something else. */
export async function readFailingExamples(deps: EvaluationDeps, wanted: Wanted): Promise<RunExamples | undefined> {
  const jobs = await findJobsOfRuns(deps.db, [wanted.run_id])
  const job = jobs.find(({ kind, error }) => ofModels.has(kind) && error?.code === 'TOO_MANY_EXAMPLES_FAILED')
  const told = failingExamples.safeParse(job?.error?.data['examples'])
  if (!job || !told.success) return undefined
  const { after, limit } = wanted.input
  const failing = told.data.filter(({ example }) => example > after).toSorted((a, b) => a.example - b.example)
  const shown = failing.slice(0, limit)
  const rows = await readRows(deps, { job, shown, ...wanted })
  return {
    items: shown.map((one) => toExample(one, rows.get(one.example))),
    next_after: failing.length > shown.length ? (shown.at(-1)?.example ?? null) : null,
  }
}

interface Shown extends Wanted {
  readonly job: JobDetailRow
  readonly shown: readonly Failing[]
}

interface Given {
  readonly input: string | null
  readonly reference: string | null
}

const rowsAtOnce = 1000

/** What the model was given, of those that lie near enough to be read at once. */
async function readRows(deps: EvaluationDeps, { job, shown, run_id, viewer }: Shown): Promise<Map<number, Given>> {
  const [first] = shown
  if (!first) return new Map()
  const { dataset_id, columns } = readSpec.parse(job.spec)
  const dataset = await getReadyDataset(deps, { dataset_id, viewer, run_ids: [run_id] })
  const known = new Set(dataset.columns.map(({ name }) => name))
  const wanted = [...new Set([columns.input, columns.reference])].filter((name) => known.has(name))
  await using table = await stageTable(deps, dataset)
  const join = [{ path: table.path, columns: wanted, prefix: '', decimals: 'text' as const }]
  const { items } = await deps.tables.page({ join, filters: [], after: first.example - 1, limit: rowsAtOnce })
  return new Map(
    items.map((row) => [row.example, { input: textOf(row, columns.input), reference: textOf(row, columns.reference) }]),
  )
}

function textOf(row: TableRow, column: string): string | null {
  const value = row[column]
  return value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value)
}

function toExample({ example, reason }: Failing, given: Given | undefined): RunExample {
  const { input = null, reference = null } = given ?? {}
  const unknown = { prediction: null, finish_reason: null, reasoning: null, latency_ms: null, cost: null }
  return { example, input, reference, ...unknown, error: reason, scores: {} }
}
