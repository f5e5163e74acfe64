import type { Difference, MetricComparison, ReadyComparison } from '@assay/schemas'
import { formatDifference, formatP, formatScore } from '../terminal/number-format.ts'
import { type Colours, type Paper, processTerminal } from '../terminal/terminal.ts'
import { visibleData } from '../terminal/visible-text.ts'
import { comparisonNotes } from './comparison-notes.ts'
import { colourOf, formatInterval, formatLevel, reasonText } from './comparison-words.ts'
import { renderTable, wrapText } from './table.ts'

/** How to render a comparison. */
export interface ComparisonTableOptions {
  /** Default: those of stdout; none where it is no terminal. */
  readonly colours?: Colours
  /** How many characters fit in a line; default: that of stdout, any number where it is no terminal. */
  readonly width?: number | undefined
  /** Whether scores that only explain others are shown; default false. */
  readonly details?: boolean
  /** Whether every run is shown against every other on the primary score; default false: against the baseline alone. */
  readonly pairs?: boolean
  /** Which scores are shown beside the primary one; default: all. */
  readonly isShown?: (score: string) => boolean
}

/**
 * Renders a comparison for a terminal: each run's scores with their intervals, how it differs from the baseline, and
 * the verdict.
 *
 * @example
 * console.log(renderComparison(await assay.experiments.compare(experiment.id)))
 */
export function renderComparison(
  ready: ReadyComparison,
  { details = false, pairs = false, isShown = () => true, ...options }: ComparisonTableOptions = {},
): string {
  const paper: Paper = { ...processTerminal(), ...options }
  const { colours, width } = paper
  const comparison = visibleData(ready)
  const interval = formatLevel(comparison.level)
  const head = ['Score', 'Run', 'Mean>', interval, 'Against baseline>', interval, 'p (Holm)>', '']
  const shown = comparison.metrics.filter(
    ({ is_detail, metric }, at) => details || at === 0 || (!is_detail && isShown(metric)),
  )
  const rows = shown.flatMap((metric) => rowsOf(metric, { comparison, colours }))
  const table = renderTable(rows, { ...paper, head })
  const corpus = renderCorpora(
    { ...comparison, corpus: comparison.corpus.filter(({ metric }) => isShown(metric)) },
    paper,
  )
  const verdict = colourOf(comparison.verdict.outcome, colours)(colours.bold(comparison.verdict.sentence))
  const allPairs = pairs ? ['', renderPairs(comparison, paper)] : []
  return [
    table,
    ...corpus,
    ...allPairs,
    '',
    ...comparisonNotes(comparison).map((note) => wrapText(colours.dim(note), { width })),
    wrapText(verdict, { width }),
  ].join('\n')
}

/** Scores over all examples at once. */
function renderCorpora(comparison: ReadyComparison, paper: Paper): string[] {
  const { corpus } = comparison
  if (corpus.length === 0) return []
  const interval = formatLevel(comparison.level)
  const head = ['Corpus score', 'Run', 'Score>', interval, 'Against baseline>', interval, 'p (Holm)>', '']
  const rows = corpus.flatMap((score) =>
    rowsOf({ ...score, metric: `corpus_${score.metric}` }, { comparison, colours: paper.colours }),
  )
  return ['', renderTable(rows, { ...paper, head })]
}

/** Every run against every other on the primary score. */
function renderPairs(comparison: ReadyComparison, paper: Paper): string {
  const interval = formatLevel(comparison.level)
  const names = namesOf(comparison)
  const rows = primaryDifferences(comparison).map((difference) => {
    const { run_id, baseline_run_id, wins, ties, losses, effect_size } = difference
    const counts = [wins, ties, losses].map((count) => count?.toString() ?? '–')
    const name = (id: string) => names.get(id) ?? id
    const [shift = '', between = '', p = '', outcome = ''] = differenceCells(difference, { colours: paper.colours })
    return [name(run_id), name(baseline_run_id), shift, between, p, formatScore(effect_size.value), ...counts, outcome]
  })
  const head = ['Run', 'Against', 'Difference>', interval, 'p (Holm)>', 'Effect>', 'Won>', 'Tied>', 'Lost>', '']
  return renderTable(rows, { ...paper, head })
}

/** How runs differ on the score that the verdict is about. */
export function primaryDifferences({ metrics, corpus, verdict }: ReadyComparison): Difference[] {
  const found = metrics.find(({ metric }) => metric === verdict.metric)
  return (found ?? corpus.find(({ metric }) => `corpus_${metric}` === verdict.metric) ?? metrics[0])?.differences ?? []
}

function namesOf({ runs }: ReadyComparison): ReadonlyMap<string, string> {
  return new Map(runs.map(({ run_id, name }) => [run_id, name]))
}

interface Setting {
  readonly comparison: ReadyComparison
  readonly colours: Colours
}

/** What is said of the direction: nothing where higher is better, as with most scores. */
const signs = { higher: '', lower: ' ↓', neutral: ' ↔' } as const satisfies Record<
  MetricComparison['direction'],
  string
>

interface Row extends Omit<MetricComparison, 'verdict'> {
  /** Why a corpus score is not compared. */
  readonly reason?: string | null
}

function rowsOf(metric: Row, { comparison, colours }: Setting): string[][] {
  const whyNot = reasonText(metric.reason ? null : 'too_few_examples', metric)
  const ofBaseline = metric.differences.filter((pair) => pair.baseline_run_id === comparison.baseline_run_id)
  const differences = new Map(ofBaseline.map((difference) => [difference.run_id, difference]))
  const names = new Map(comparison.runs.map(({ run_id, name }) => [run_id, name]))
  return metric.runs.map((run, at) => {
    const name = names.get(run.run_id) ?? run.run_id
    const score = at === 0 ? `${metric.metric}${signs[metric.direction]}` : ''
    const difference = differences.get(run.run_id)
    const values = [score, name, formatScore(run.estimate), formatInterval(run, formatScore, whyNot)]
    const instead = run.run_id === comparison.baseline_run_id ? colours.dim('baseline') : ''
    return [...values, ...(difference ? differenceCells(difference, { colours, metric }) : ['', instead, '', ''])]
  })
}

function differenceCells(
  { difference, p_value, outcome, reason }: Difference,
  { colours, metric }: { readonly colours: Colours; readonly metric?: Row },
): string[] {
  return [
    formatDifference(difference.estimate),
    formatInterval(difference, formatDifference, reasonText(reason, metric)),
    formatP(p_value),
    colourOf(outcome, colours)(outcome),
  ]
}
