import { type Actor, viewerOf } from '@assay/access'
import {
  type ComparisonExamples,
  type comparisonExamplesInput,
  DomainError,
  type Filter,
  type ReadyComparison,
} from '@assay/schemas'
import type { PairsRequest } from '@assay/tables'
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
 * CURSOR_INVALID.
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
  await using tables = await openExampleTables(deps, { dataset_id, viewer: viewerOf(actor), baseline, run })
  const pair = { a: scoreColumn(tables.baseline, metric), b: scoreColumn(tables.run, metric) }
  const { join } = tables
  const { items, matching, next_after } = await deps.tables.pairs({
    join,
    pair,
    direction: direction === 'lower' ? 'lower' : 'higher',
    ...toRequest(tables, input, pair.b),
  })
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

function toRequest(tables: ExampleTables, input: Input, scored: string): Page {
  const { show, text, order, limit, cursor, min_score, max_score } = input
  const { baseline, run } = tables
  const read = [tables.input, tables.reference, baseline.prediction, run.prediction]
  const texts = [...new Set(read.filter((column) => column !== null))]
  const filters: Filter[] = [
    ...(min_score === undefined ? [] : [{ column: scored, op: 'gte' as const, value: min_score }]),
    ...(max_score === undefined ? [] : [{ column: scored, op: 'lte' as const, value: max_score }]),
  ]
  return {
    columns: [...texts, ...numbersOf(baseline), ...numbersOf(run)],
    show: shown[show],
    order,
    limit,
    filters,
    ...(text !== undefined && { text: { value: text, columns: texts } }),
    ...(cursor !== undefined && { after: decodePosition(cursor) }),
  }
}
