import type { Direction } from '@assay/metrics'
import type { CorpusComparison, MetricComparison, ReadyComparison } from '@assay/schemas'
import { groups } from '../../comparison/verdict/wording.ts'
import { meanTitle } from '../../evaluation/corpus-name.ts'
import { citationText } from '../cited-metric.ts'
import type { ExportSource } from '../export-source.ts'
import { decimalsFor, fixed, many, percent } from '../number-text.ts'
import { scoreTitle } from '../score-title.ts'
import { testName } from '../test-name.ts'

export interface PaperCell {
  readonly mean: string
  /** `± 0.021`, or `[0.390, 0.433]`; null: too few examples. */
  readonly interval: string | null
  readonly is_best: boolean
  /** Whether it differs from the baseline. */
  readonly is_significant: boolean
}

export interface PaperTable {
  readonly scores: readonly { readonly title: string; readonly direction: Direction }[]
  readonly rows: readonly {
    readonly run: string
    readonly is_baseline: boolean
    readonly cells: readonly PaperCell[]
  }[]
  readonly caption: readonly string[]
  /** What to say of each metric, and whom to cite for it. */
  readonly notes: readonly string[]
}

/**
 * Makes the table of a comparison: all scores but those that only explain others, then those over all examples at once.
 */
export function paperTable({ comparison, dataset, runs, cited }: ExportSource): PaperTable {
  const means = comparison.metrics.filter(({ is_detail }) => !is_detail)
  const corpus = comparison.corpus.filter(({ reason }) => reason === null)
  const metrics = means.flatMap((mean) => besideCorpus(mean, comparison.corpus))
  const isEven = metrics.every((metric) => hasEvenIntervals(metric))
  const columns = metrics.map((metric) => cellsOf(metric, { comparison, isEven }))
  const baseline = runs[0]?.label ?? ''
  return {
    scores: metrics.map((metric) => ({ title: scoreTitle(metric), direction: metric.direction })),
    rows: runs.map(({ label }, run) => ({
      run: label,
      is_baseline: run === 0,
      cells: columns.flatMap((column) => column[run] ?? []),
    })),
    caption: [
      `Means${corpus.length > 0 ? ' and corpus scores' : ''} over ${examplesOf(metrics)} of ${dataset.name} ` +
        `(version ${dataset.version}) with ${percent(comparison.level)} intervals.`,
      ...groupedCaption(comparison),
      `Bold: the best ${corpus.length > 0 ? 'value' : 'mean'}.`,
      `†: differs from ${baseline} (p < ${Number((1 - comparison.level).toFixed(4))}; ` +
        `${testsOf(metrics, comparison)}; Holm-corrected over all pairs of runs, score by score).`,
    ],
    notes: cited.map(citationText),
  }
}

function groupedCaption({ cluster_column, metrics: [primary] }: ReadyComparison): string[] {
  if (cluster_column === null || !primary?.clusters) return []
  return [`Examples are grouped by ${cluster_column}: ${groups(primary.clusters)}.`]
}

type Score = Omit<MetricComparison, 'verdict'>

/** Papers cite the score over all examples at once: where there is one, the mean follows it and is called a mean. */
function besideCorpus(mean: Score, corpora: readonly CorpusComparison[]): Score[] {
  const corpus = corpora.find(({ metric }) => metric === mean.metric)
  if (!corpus) return [mean]
  const named = { ...mean, title: meanTitle(mean.title) }
  return corpus.reason === null ? [{ ...corpus, title: `Corpus ${corpus.title}` }, named] : [named]
}

interface Setting {
  readonly comparison: ReadyComparison
  readonly isEven: boolean
}

function cellsOf(metric: Score, { comparison, isEven }: Setting): PaperCell[] {
  const decimals = decimalsOf(metric)
  const best = bestMean(metric)
  return metric.runs.map(({ run_id, estimate, low, high }) => {
    const against = metric.differences.find(
      (difference) => difference.run_id === run_id && difference.baseline_run_id === comparison.baseline_run_id,
    )
    return {
      mean: fixed(estimate, decimals),
      interval: intervalText({ estimate, low, high }, { decimals, isEven }),
      is_best: estimate !== null && estimate === best,
      is_significant: against?.p_value != null && against.p_value < 1 - comparison.level,
    }
  })
}

/** Null where there is none, or none is better. */
function bestMean({ runs, direction }: Score): number | null {
  const means = runs.flatMap(({ estimate }) => estimate ?? [])
  if (means.length === 0 || direction === 'neutral') return null
  return direction === 'higher' ? Math.max(...means) : Math.min(...means)
}

interface Interval {
  readonly estimate: number | null
  readonly low: number | null
  readonly high: number | null
}

function intervalText(
  { estimate, low, high }: Interval,
  { decimals, isEven }: { readonly decimals: number; readonly isEven: boolean },
): string | null {
  if (estimate === null || low === null || high === null) return null
  return isEven ? `± ${fixed(high - estimate, decimals)}` : `[${fixed(low, decimals)}, ${fixed(high, decimals)}]`
}

/** Whether all intervals are symmetric, as far as the digits of the table can tell. */
function hasEvenIntervals(metric: Score): boolean {
  const decimals = decimalsOf(metric)
  return metric.runs.every(({ estimate, low, high }) => {
    if (estimate === null || low === null || high === null) return true
    return fixed(high - estimate, decimals) === fixed(estimate - low, decimals)
  })
}

function decimalsOf(metric: Score): number {
  return decimalsFor(metric.runs.map(({ estimate }) => estimate))
}

function examplesOf(metrics: readonly Score[]): string {
  const counts = metrics.map(({ examples }) => examples)
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  return least === most ? many(most, 'example') : `${least.toLocaleString('en')} to ${many(most, 'example')}`
}

function testsOf(metrics: readonly Score[], { method, seed }: ReadyComparison): string {
  const byTest = Map.groupBy(metrics, ({ differences }) => testName(differences[0]?.test ?? ''))
  const tests = [...byTest].map(([test, tested]) =>
    byTest.size === 1 ? test : `${test} for ${tested.map(({ title }) => title).join(', ')}`,
  )
  return method === 'resampled' ? `${tests.join('; ')}; 10,000 draws, seed ${seed}` : tests.join('; ')
}
