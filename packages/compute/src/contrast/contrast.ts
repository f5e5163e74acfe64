import { leastExamples, meanInterval, type ScoreDeclaration } from '@assay/metrics'
import type { Difference, MetricComparison } from '@assay/schemas'
import { countClusters } from './cluster-sums.ts'
import { type DrawnColumns, drawMeans } from './draws.ts'
import { leastDifference } from './least-difference.ts'
import { noiseOf } from './noise.ts'
import { comparePair, isConstant, judgePairs, type Question, type RunScores, widest } from './pair.ts'
import { pick, type ScoreTable, sharedExamples } from './score-table.ts'

/** What is compared, and how. A structured clone keeps it, as threads need. */
export interface Contrasting {
  /** The baseline first. */
  readonly run_ids: readonly string[]
  readonly tables: readonly ScoreTable[]
  readonly level: number
  readonly seed: number
  readonly method: 'analytic' | 'resampled'
  /** The group of each row of the tables, where examples share sources. */
  readonly clusters?: Int32Array | undefined
}

export type Contrast = Omit<MetricComparison, 'verdict'>

export function contrast({ run_ids, tables, level, seed, method, clusters }: Contrasting): Contrast[] {
  const shared = tables.map(({ columns }): DrawnColumns => {
    const examples = sharedExamples(columns)
    const own = clusters && examples.map((row) => clusters[row] ?? 0)
    return { examples, columns: columns.map((column) => pick(column, examples)), ...(own && { clusters: own }) }
  })
  const drawn = method === 'resampled' ? drawMeans(shared, seed) : []
  return tables.map(({ score, margin, repeats }, index) => {
    const { examples = new Int32Array(), columns = [], clusters: own } = shared[index] ?? {}
    const question = { score, margin, level, seed, ...(own && { clusters: own }) }
    const runs = run_ids.map((run_id, run) => ({
      run_id,
      values: columns[run] ?? new Float64Array(),
      means: drawn[index]?.[run],
    }))
    return {
      ...factsOf(score),
      margin,
      examples: examples.length,
      clusters: countClusters(own),
      least_difference: leastDifference(score.range, { units: countClusters(own) ?? examples.length, level }),
      runs: runs.map((scores, run) => ({
        ...estimateMean(scores, question),
        noise: noiseOf((repeats[run] ?? []).map((column) => pick(column, examples))),
      })),
      differences: compareAll(runs, question),
    }
  })
}

export function factsOf({ name, title, unit, direction, range, is_detail = false }: ScoreDeclaration) {
  return { metric: name, title, unit, direction, is_detail, least_examples: leastExamples(range) }
}

/** By resampling when means were resampled and there are enough examples for any interval. */
export function estimateMean({ run_id, values, means }: RunScores, { score, margin: _, ...rest }: Question) {
  const options = { ...rest, range: score.range }
  const analytic = meanInterval(values, options)
  const { estimate } = analytic
  if (means === undefined || analytic.reason !== null)
    return { run_id, estimate, low: analytic.low, high: analytic.high }
  const drawn = meanInterval(values, { ...options, method: 'bootstrap_bca', resampled: means })
  return { run_id, estimate, ...widest(analytic, drawn) }
}

/** Each run against each that comes before it. */
function compareAll(runs: readonly RunScores[], question: Question): Difference[] {
  const pairs = runs.flatMap((baseline, at) => runs.slice(at + 1).map((run) => comparePair(run, baseline, question)))
  return judgePairs(pairs, { ...question, isConstant: isConstant(runs.map(({ values }) => values)) })
}
