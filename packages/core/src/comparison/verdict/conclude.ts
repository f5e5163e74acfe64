import type { Contrast } from '@assay/compute'
import type { Difference, Verdict } from '@assay/schemas'
import { sentenceOf } from './sentence.ts'
import { count, groups } from './wording.ts'

interface Conclusion {
  readonly level: number
  readonly names: ReadonlyMap<string, string>
  readonly left_out: number
  /** The column that groups examples; null: each stands for itself. */
  readonly cluster_column: string | null
}

/**
 * The verdict on a score: the strongest of the other runs against the baseline, which comes first. On a neutral score
 * it is the run that differs most, and none is to be trusted.
 */
export function conclude(contrast: Contrast, { level, names, left_out, cluster_column }: Conclusion): Verdict {
  const strongest = strongestOf(contrast)
  const { run_id, baseline_run_id, outcome, difference, p_value, effect_size, needed_examples } = strongest
  const nameOf = (id: string) => names.get(id) ?? id
  const trusted_run_id = outcome === 'better' ? run_id : outcome === 'worse' ? baseline_run_id : null
  const on_par_run_ids = trusted_run_id === null ? [] : onParWith(trusted_run_id, contrast)
  const { metric, title, unit, direction, margin, examples } = contrast
  return {
    outcome,
    sentence: `${sentenceOf({
      difference: strongest,
      run: nameOf(run_id),
      baseline: nameOf(baseline_run_id),
      on_par: on_par_run_ids.map(nameOf),
      score: title,
      unit,
      direction,
      level,
      margin,
      examples,
      takes: takenBy(contrast),
      least: contrast.least_difference ?? null,
      left_out,
      value: contrast.runs[0]?.estimate ?? null,
    })}${groupedBy(cluster_column, contrast)}`,
    metric,
    baseline_run_id,
    run_id,
    trusted_run_id,
    on_par_run_ids,
    difference,
    p_value,
    effect_size,
    needed_examples,
  }
}

function groupedBy(column: string | null, { clusters }: Contrast): string {
  return column === null || clusters === null ? '' : ` Examples are grouped by ${column}: ${groups(clusters)}.`
}

/** How many examples or groups there must be for any answer; null: there are so many. */
function takenBy({ least_examples = 0, examples, clusters }: Contrast): string | null {
  if ((clusters ?? examples) >= least_examples) return null
  return clusters === null ? count(least_examples) : groups(least_examples)
}

function strongestOf({ runs, differences, direction }: Contrast): Difference {
  const [baseline] = runs
  const estimates = new Map(runs.map((run) => [run.run_id, run.estimate]))
  const strength = ({ run_id, difference }: Difference) => {
    const value = direction === 'neutral' ? difference.estimate : (estimates.get(run_id) ?? null)
    return value === null ? Number.NEGATIVE_INFINITY : strengths[direction](value)
  }
  const [first, ...rest] = differences.filter(({ baseline_run_id }) => baseline_run_id === baseline?.run_id)
  if (!first) throw new Error('a comparison has at least two runs')
  return rest.reduce((best, next) => (strength(next) > strength(best) ? next : best), first)
}

const strengths: Readonly<Record<Contrast['direction'], (value: number) => number>> = {
  higher: (mean) => mean,
  lower: (mean) => -mean,
  neutral: (difference) => Math.abs(difference),
}

/** The runs of which nobody can say that they are better or worse than the trusted one. */
function onParWith(trusted: string, { differences }: Contrast): string[] {
  return differences.flatMap(({ run_id, baseline_run_id, outcome }) => {
    if (run_id !== trusted && baseline_run_id !== trusted) return []
    if (outcome === 'better' || outcome === 'worse') return []
    return [run_id === trusted ? baseline_run_id : run_id]
  })
}
