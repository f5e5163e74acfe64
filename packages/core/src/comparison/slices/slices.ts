import { type Actor, viewerOf } from '@assay/access'
import type { SlicedScores } from '@assay/compute'
import {
  type ComparisonSlices,
  type comparisonSlicesInput,
  DomainError,
  type MetricComparison,
  type Slice,
} from '@assay/schemas'
import type { Groups } from '@assay/tables'
import type { z } from 'zod'
import { namesOf, requireColumn } from '../../data/column.ts'
import { getReadyDataset } from '../../data/dataset.ts'
import { inTurn } from '../../data/recomputation.ts'
import { stageTable } from '../../data/staged-table.ts'
import { metricsOfRuns } from '../../evaluation/application-metric.ts'
import { readEvaluatedRuns } from '../../evaluation/evaluated-run.ts'
import { getReadyComparison } from '../comparison.ts'
import type { ComparisonDeps } from '../deps.ts'
import { readClusters } from '../scores/clusters.ts'
import { declarationOf, getComparedScore } from '../scores/compared-scores.ts'
import { columnNames, joinScores, stageScoreFiles, toScoreTables } from '../scores/score-files.ts'
import { warningsOf } from './slice-warning.ts'

const mostSlices = 50
const other = -1
const absent = -2

type Input = z.output<typeof comparisonSlicesInput>

/** Throws COMPARISON_NOT_READY, COLUMN_UNKNOWN, SCORE_MISSING, SLICES_TOO_MANY, LIMIT_REACHED. */
export async function sliceComparison(deps: ComparisonDeps, actor: Actor, input: Input): Promise<ComparisonSlices> {
  return inTurn(deps, actor, () => slice(deps, actor, input))
}

async function slice(deps: ComparisonDeps, actor: Actor, input: Input): Promise<ComparisonSlices> {
  const comparison = await getReadyComparison(deps, actor, input.comparison_id)
  const { dataset_id, run_ids, level, seed } = comparison
  const runs = await readEvaluatedRuns(deps, run_ids)
  const metrics = metricsOfRuns(deps.metrics, runs)
  const compared = getComparedScore(metrics, { comparison, name: input.metric })
  const dataset = await getReadyDataset(deps, { dataset_id, viewer: viewerOf(actor) })
  requireColumn(namesOf(dataset.columns), input.column)
  await using files = await stageScoreFiles(deps, runs)
  await using file = await stageTable(deps, dataset)
  const scores = [{ ...declarationOf(metrics, compared.metric), margin: compared.margin }]
  const { cluster_column: grouping } = comparison
  const clustersOf = grouping === null ? undefined : await readClusters(deps, { path: file.path, column: grouping })
  const { examples, columns, groups } = await deps.tables.vectors({
    join: [{ path: file.path, columns: [input.column], prefix: 'd.' }, ...joinScores(files, scores)],
    columns: columnNames(runs, scores),
    group: { column: `d.${input.column}`, most: mostSlices },
  })
  const [table] = toScoreTables(files, scores, { columns })
  if (!table || !groups) throw new DomainError('SCORE_MISSING', { metric: compared.metric, run_id: null })
  requireGroups(groups, input.column)
  const leading_run_id = compared.verdict.trusted_run_id ?? bestOf(compared)
  const question = {
    run_ids,
    table: { ...table, repeats: [] },
    slices: groups.numbers,
    clusters: clustersOf?.(examples),
    leading_run_id,
    level,
    seed,
  }
  const slices = toSlices(await deps.statistics.slices(question), groups)
  return {
    comparison_id: comparison.id,
    column: input.column,
    values: groups.distinct,
    metric: compared.metric,
    direction: compared.direction,
    margin: compared.margin,
    level,
    leading_run_id,
    slices,
    warnings: warningsOf(slices, { column: input.column, compared, leading_run_id, runs }),
  }
}

/** Refuses a column of texts or numbers that are nearly all different, so that it forms no groups. */
function requireGroups({ values, distinct, numbers }: Groups, column: string): void {
  if (distinct <= values.length) return
  const present = numbers.filter((number) => number !== absent)
  const grouped = present.filter((number) => number !== other)
  if (grouped.length * 2 >= present.length) return
  throw new DomainError('SLICES_TOO_MANY', { column, values: distinct, limit: mostSlices })
}

/** The run with the best mean; where none is better, the baseline. */
function bestOf({ runs, direction }: MetricComparison): string {
  if (direction === 'neutral') return runs[0]?.run_id ?? ''
  const sign = direction === 'higher' ? 1 : -1
  const known = runs.filter(({ estimate }) => estimate !== null)
  const best = known.toSorted((a, b) => sign * ((b.estimate ?? 0) - (a.estimate ?? 0)))[0] ?? runs[0]
  return best?.run_id ?? ''
}

/** The largest first, then examples without a value and those with other values. */
function toSlices(scores: SlicedScores, { values }: Groups): Slice[] {
  const placeOf = (number: number) => [absent, other].indexOf(number)
  return [...scores]
    .toSorted(([a, x], [b, y]) => placeOf(a) - placeOf(b) || y.examples - x.examples || a - b)
    .map(([number, scored]) => ({ value: values[number] ?? null, is_other: number === other, ...scored }))
}
