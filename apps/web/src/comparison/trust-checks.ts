import type { ComparisonSlices, ReadyComparison } from '@assay/schemas'
import { comparisonTexts, trustTexts as texts } from '../texts/comparison.ts'
import { fixedText } from '../ui/decimals.ts'
import { countText } from '../ui/number.ts'
import { relativeTime } from '../ui/relative-time.ts'
import type { Score } from './score.ts'

export interface TrustCheck {
  readonly title: string
  readonly state: 'fine' | 'attention' | 'open'
  readonly text: string
}

interface Looked {
  readonly comparison: ReadyComparison
  readonly primary: Score
  readonly slices: readonly ComparisonSlices[]
  readonly nameOf: (run_id: string) => string
  readonly now_ms: number
}

/** What a verdict rests on, each said either way: what is not said would be taken for not looked at. */
export function trustChecks(looked: Looked): TrustCheck[] {
  return [
    enough(looked),
    { title: texts.same_data, state: 'fine', text: texts.same_data_fine },
    complete(looked),
    ...answers(looked),
    chance(looked),
    independent(looked),
    many(looked),
    ...fresh(looked),
    length(looked),
    judge(looked),
    sliced(looked),
    ...notices(looked),
  ]
}

const examplesText = (count: number) => comparisonTexts.examples(countText(count))

function unitsOf({ examples, clusters }: Score): string {
  return clusters === null ? examplesText(examples) : comparisonTexts.groups(countText(clusters))
}

function enough({ primary, comparison: { verdict } }: Looked): TrustCheck {
  const found = primary.differences.find(
    ({ run_id, baseline_run_id }) => run_id === verdict.run_id && baseline_run_id === verdict.baseline_run_id,
  )
  const title = texts.enough
  if (verdict.difference.low === null) {
    const reason = comparisonTexts.no_interval[found?.reason ?? 'too_few_examples']
    return { title, state: 'attention', text: texts.enough_not(unitsOf(primary), reason) }
  }
  return { title, state: 'fine', text: texts.enough_fine(unitsOf(primary), primary.least_examples ?? 0) }
}

function complete({ comparison: { left_out } }: Looked): TrustCheck {
  if (left_out === 0) return { title: texts.complete, state: 'fine', text: texts.complete_fine }
  return { title: texts.complete, state: 'attention', text: texts.complete_not(examplesText(left_out)) }
}

function answers({ comparison: { runs }, nameOf }: Looked): TrustCheck[] {
  const title = texts.answers
  const lacking = runs.flatMap(({ run_id, missing = 0 }): TrustCheck[] =>
    missing === 0 ? [] : [{ title, state: 'attention', text: texts.answers_not(countText(missing), nameOf(run_id)) }],
  )
  return lacking.length > 0 ? lacking : [{ title, state: 'fine', text: texts.answers_fine }]
}

function chance({ primary, nameOf }: Looked): TrustCheck {
  const known = primary.runs.flatMap(({ run_id, noise }) =>
    noise === null ? [] : [texts.chance_known(nameOf(run_id), fixedText(noise.standard_deviation, 4), noise.repeats)],
  )
  if (known.length === 0) return { title: texts.chance, state: 'open', text: texts.chance_unknown }
  return { title: texts.chance, state: 'fine', text: known.join(' ') }
}

function independent({ comparison: { cluster_column }, primary }: Looked): TrustCheck {
  const title = texts.independent
  if (cluster_column === null) return { title, state: 'open', text: texts.independent_assumed }
  return { title, state: 'fine', text: texts.independent_grouped(cluster_column, unitsOf(primary)) }
}

function many({ primary }: Looked): TrustCheck {
  return { title: texts.many, state: 'fine', text: texts.many_corrected(primary.differences.length) }
}

function fresh({ comparison: { runs }, nameOf, now_ms }: Looked): TrustCheck[] {
  const title = texts.fresh
  const old = runs.flatMap(({ run_id, reused_answers, oldest_answer_at }): TrustCheck[] => {
    if (reused_answers === 0 || oldest_answer_at === null) return []
    const text = texts.fresh_not(countText(reused_answers), nameOf(run_id), relativeTime(oldest_answer_at, now_ms))
    return [{ title, state: 'open', text }]
  })
  return old.length > 0 ? old : [{ title, state: 'fine', text: texts.fresh_fine }]
}

/** Who writes more often scores better for that alone. */
function length({ comparison, nameOf }: Looked): TrustCheck {
  const { metrics, verdict, baseline_run_id } = comparison
  const title = texts.length
  const lengths = metrics.find(({ metric }) => metric === 'pred_token_length')
  const meanOf = (id: string) => lengths?.runs.find(({ run_id }) => run_id === id)?.estimate ?? null
  const [before, after] = [meanOf(baseline_run_id), meanOf(verdict.run_id)]
  if (before === null || after === null || before === 0) return { title, state: 'open', text: texts.length_unknown }
  return { title, state: 'fine', text: texts.length_known(nameOf(verdict.run_id), fixedText(after / before, 2)) }
}

function judge({ primary, comparison: { runs } }: Looked): TrustCheck {
  const title = texts.judge
  if (!primary.metric.startsWith('judge/')) return { title, state: 'fine', text: texts.judge_none }
  const without = runs.reduce((sum, { not_scored }) => sum + not_scored, 0)
  return { title, state: without === 0 ? 'fine' : 'attention', text: texts.judge_some(countText(without)) }
}

function sliced({ slices }: Looked): TrustCheck {
  const title = texts.slices
  if (slices.length === 0) return { title, state: 'open', text: texts.slices_unknown }
  const lost = slices.reduce((sum, { warnings }) => sum + new Set(warnings.map(keyOfSlice)).size, 0)
  if (lost > 0) return { title, state: 'attention', text: texts.slices_not(lost) }
  return { title, state: 'fine', text: texts.slices_fine(slices.map(({ column }) => column).join(', ')) }
}

function notices({ comparison: { runs }, nameOf }: Looked): TrustCheck[] {
  return runs.flatMap(({ run_id, notices: said }) =>
    said.map((text): TrustCheck => ({ title: texts.notice, state: 'attention', text: `${nameOf(run_id)}: ${text}` })),
  )
}

function keyOfSlice({ value, is_other }: ComparisonSlices['warnings'][number]): string {
  return JSON.stringify([value, is_other])
}
