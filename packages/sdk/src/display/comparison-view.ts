import type { Comparison, Difference, MetricComparison, ReadyComparison, Verdict } from '@assay/schemas'
import type { ForestPlot } from './forest-plot.ts'
import { formatEstimate, formatNumber, formatP } from './number-format.ts'
import { shown, type View } from './showing.ts'

/** A comparison, and each verdict in it, that notebooks and terminals show. */
export function showComparison<Shown extends Comparison>(comparison: Shown): Shown {
  if (comparison.state === 'ready') showVerdicts(comparison)
  return shown(comparison, viewOf)
}

function showVerdicts(comparison: ReadyComparison): void {
  const names = namesOf(comparison)
  const scores = [...(comparison.metrics ?? []), ...(comparison.corpus ?? [])]
  for (const verdict of [comparison.verdict, ...scores.map((score) => score.verdict)]) {
    if (verdict) shown(verdict, (one) => viewOfVerdict(one, names))
  }
}

type Names = (run_id: string) => string

function namesOf({ runs = [] }: ReadyComparison): Names {
  const names = new Map(runs.map(({ run_id, name }) => [run_id, name]))
  return (run_id) => names.get(run_id) ?? run_id
}

function viewOf(comparison: Comparison): View {
  if (comparison.state === 'failed') return { sentence: `The comparison failed: ${comparison.error.message}` }
  if (comparison.state !== 'ready') return { sentence: 'The comparison is being computed.' }
  const names = namesOf(comparison)
  const { verdict, metrics, runs, examples } = comparison
  const told = metrics.filter(({ is_detail }) => !is_detail)
  const head = ['run', ...told.map(({ title, metric }) => title || metric)]
  const rows = runs.map(({ run_id }) => [names(run_id), ...told.map((score) => meanOf(score, run_id))])
  return {
    sentence: `${verdict.sentence} (${examples} examples, baseline ${names(comparison.baseline_run_id)})`,
    table: { head, rows },
    plot: plotOf(comparison, names),
  }
}

function meanOf({ runs }: MetricComparison, run_id: string): string {
  const mean = runs.find((one) => one.run_id === run_id)
  return mean ? formatEstimate(mean) : '–'
}

/** How each run differs from the baseline on the score of the verdict. */
function plotOf({ metrics, corpus, verdict, baseline_run_id }: ReadyComparison, names: Names): ForestPlot {
  const score = [...metrics, ...corpus].find(({ metric }) => metric === verdict.metric)
  const against = (score?.differences ?? []).filter((one) => one.baseline_run_id === baseline_run_id)
  return {
    title: `${score?.title ?? verdict.metric}: difference to ${names(baseline_run_id)}`,
    rows: against.map(({ run_id, difference }: Difference) => ({ ...difference, label: names(run_id) })),
  }
}

function viewOfVerdict(verdict: Verdict, names: Names): View {
  const { sentence, metric, outcome, run_id, baseline_run_id, difference, p_value, needed_examples } = verdict
  const label = `${names(run_id)} − ${names(baseline_run_id)}`
  return {
    sentence,
    table: {
      head: ['score', 'compared', 'outcome', 'difference [interval]', 'p', 'examples needed'],
      rows: [[metric, label, outcome, formatEstimate(difference), formatP(p_value), formatNumber(needed_examples)]],
    },
    plot: { title: `${metric}: difference`, rows: [{ ...difference, label }] },
  }
}
