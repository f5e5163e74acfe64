import { type Actor, viewerOf } from '@assay/access'
import {
  type ComparisonExamples,
  type comparisonExamplesInput,
  DomainError,
  type Filter,
  type ReadyComparison,
} from '@assay/schemas'
import type { Pairs, PairsRequest } from '@assay/tables'
import type { z } from 'zod'
import { metricsOfRuns } from '../../evaluation/application-metric.ts'
import { readEvaluatedRuns } from '../../evaluation/evaluated-run.ts'
import { getReadyComparison } from '../comparison.ts'
import type { ComparisonDeps } from '../deps.ts'
import { getComparedScore } from '../scores/compared-scores.ts'
import { decodePosition, encodePosition } from './example-cursor.ts'
import { numbersOf, scoreColumn, toExample } from './example-row.ts'
import { type ExampleTables, openExampleTables } from './example-tables.ts'

type Input = z.output<typeof comparisonExamplesInput>

const shown = {
  all: undefined,
  improvements: 'better',
  regressions: 'worse',
  ties: 'equal',
  failed: 'absent',
} as const satisfies Record<Input['show'], PairsRequest['show']>

/** Needs a winner, which a neutral score does not have. */
const ofWinners = new Set<Input['show']>(['improvements', 'regressions'])

/**
 * What two runs of a comparison made of each example, side by side.
 * Throws COMPARISON_NOT_READY, RUN_NOT_FOUND for a run that it does not hold, SCORE_MISSING, SCORE_NEUTRAL,
 * CURSOR_INVALID, COLUMN_UNKNOWN for the slice.
 */
export async function readComparisonExamples(
  deps: ComparisonDeps,
  actor: Actor,
  input: Input,
): Promise<ComparisonExamples> {
  const comparison = await getReadyComparison(deps, actor, input.comparison_id)
  const [baseline_run_id, run_id] = choosePair(comparison, input)
  const [baseline, run] = await readEvaluatedRuns(deps, [baseline_run_id, run_id])
  if (!baseline || !run) throw new DomainError('RUN_NOT_FOUND', { run_id })
  const metrics = metricsOfRuns(deps.metrics, [baseline, run])
  const { metric, direction } = getComparedScore(metrics, { comparison, name: input.metric })
  if (direction === 'neutral' && ofWinners.has(input.show)) {
    throw new DomainError('SCORE_NEUTRAL', { metric, wanted: 'winners' })
  }
  const { dataset_id } = comparison
  const also = input.slice_column === undefined ? [] : [input.slice_column]
  await using tables = await openExampleTables(deps, { dataset_id, viewer: viewerOf(actor), baseline, run, also })
  const pair = { a: scoreColumn(tables.baseline, metric), b: scoreColumn(tables.run, metric) }
  const { join } = tables
  const page = await deps.tables.pairs({
    join,
    pair,
    direction: direction === 'lower' ? 'lower' : 'higher',
    ...(input.example === undefined ? toRequest(tables, input, pair.b) : onlyExample(tables, input.example)),
  })
  const { items, matching, next_after } = input.example === undefined ? page : keepOnly(page, input.example)
  return {
    run_id,
    baseline_run_id,
    metric,
    matching,
    items: items.map((row) => toExample(row, { tables, metric, direction })),
    next_cursor: next_after && encodePosition(next_after),
  }
}

/** The two runs, which must be of the comparison. */
function choosePair({ run_ids, verdict, baseline_run_id }: ReadyComparison, input: Input): [string, string] {
  for (const run_id of [input.run_id, input.baseline_run_id]) {
    if (run_id !== undefined && !run_ids.includes(run_id)) throw new DomainError('RUN_NOT_FOUND', { run_id })
  }
  const preferred = [verdict.run_id, ...run_ids]
  const run =
    input.run_id ?? preferred.find((id) => id !== (input.baseline_run_id ?? baseline_run_id)) ?? verdict.run_id
  const baseline = input.baseline_run_id ?? [baseline_run_id, ...run_ids].find((id) => id !== run) ?? baseline_run_id
  return [baseline, run]
}

type Page = Pick<PairsRequest, 'columns' | 'show' | 'order' | 'limit' | 'filters' | 'text' | 'after'>

function textsOf({ input, reference, baseline, run }: ExampleTables): string[] {
  const read = [input, reference, baseline.prediction, run.prediction]
  return [...new Set(read.filter((column) => column !== null))]
}

function columnsOf(tables: ExampleTables): string[] {
  return [...textsOf(tables), ...numbersOf(tables.baseline), ...numbersOf(tables.run)]
}

function onlyExample(tables: ExampleTables, example: number): Page {
  return { columns: columnsOf(tables), order: 'example', limit: 1, after: { key: null, example: example - 1 } }
}

/** What is read is the first from the example on, which need not be that one. */
function keepOnly({ items: [item] }: Pairs, example: number): Pairs {
  const items = item?.example === example ? [item] : []
  return { items, matching: items.length, next_after: null }
}

function sliceFilter({ slice_column, slice_value }: Input): Filter[] {
  if (slice_column === undefined) return []
  const column = `d.${slice_column}`
  return [slice_value === undefined ? { column, op: 'is_null' } : { column, op: 'eq', value: slice_value }]
}

function toRequest(tables: ExampleTables, input: Input, scored: string): Page {
  const { show, text, order, limit, cursor, min_score, max_score } = input
  const filters: Filter[] = [
    ...sliceFilter(input),
    ...(min_score === undefined ? [] : [{ column: scored, op: 'gte' as const, value: min_score }]),
    ...(max_score === undefined ? [] : [{ column: scored, op: 'lte' as const, value: max_score }]),
  ]
  return {
    columns: columnsOf(tables),
    show: shown[show],
    order,
    limit,
    filters,
    ...(text !== undefined && { text: { value: text, columns: textsOf(tables) } }),
    ...(cursor !== undefined && { after: decodePosition(cursor) }),
  }
}
