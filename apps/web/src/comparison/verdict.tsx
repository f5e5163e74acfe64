import type { ReadyComparison } from '@assay/schemas'
import type { ReactNode } from 'react'
import { comparisonTexts as texts } from '../texts/comparison.ts'
import { decimalsFor, fixedText, percentText, pText, signedText } from '../ui/decimals.ts'
import { countText } from '../ui/number.ts'
import { HowComputed } from './how-computed.tsx'
import { differenceOf, type Score } from './score.ts'

interface VerdictProps {
  readonly comparison: ReadyComparison
  readonly primary: Score
}

const looks = { better: 'border-l-good', worse: 'border-l-good', differs: 'border-l-accent' } as const
const others = { equivalent: 'border-l-accent', undecided: 'border-l-quiet' } as const

/** Which run to trust, in a sentence, with the numbers behind it. */
export function Verdict({ comparison, primary }: VerdictProps) {
  const { verdict } = comparison
  const [said, rest] = splitSentence(verdict.sentence)
  const look = { ...looks, ...others }[verdict.outcome]
  return (
    <section aria-live="polite" className={`rounded-lg border border-l-4 border-line bg-raised p-5 ${look}`}>
      <h1 className="text-xl leading-snug break-words">
        <strong className="font-semibold">{said}</strong>
        {rest}
      </h1>
      <Numbers comparison={comparison} primary={primary} />
    </section>
  )
}

/** What to do stands before the colon; why, after it. */
function splitSentence(sentence: string): [string, string] {
  const at = sentence.indexOf(': ')
  return at < 0 ? [sentence, ''] : [sentence.slice(0, at + 1), sentence.slice(at + 1)]
}

function Numbers({ comparison, primary }: VerdictProps) {
  const { verdict, level } = comparison
  const { difference, effect_size, p_value } = verdict
  const how = { score: primary, comparison, difference: differenceOf(primary, verdict.run_id, verdict.baseline_run_id) }
  const decimals = decimalsFor([difference.estimate])
  const { explained } = texts
  const facts: [string, ReactNode][] = [
    [
      texts.difference,
      <HowComputed key="difference" what={texts.difference} explained={explained.difference} {...how}>
        {signedText(difference.estimate, decimals)}
      </HowComputed>,
    ],
    [texts.interval(percentText(level)), intervalText(difference, decimals, how.difference?.reason)],
    [
      texts.p,
      <HowComputed key="p" what={texts.p} explained={explained.p} {...how}>
        {pText(p_value)}
      </HowComputed>,
    ],
    [
      texts.effect,
      <HowComputed key="effect" what={texts.effect} explained={explained.effect} {...how}>
        {fixedText(effect_size.value, 2)}
      </HowComputed>,
    ],
    [texts.compared_on, texts.examples(countText(primary.examples))],
    [
      texts.settle,
      <HowComputed key="needed" what={texts.settle} explained={explained.needed} {...how}>
        {neededText(verdict.needed_examples)}
      </HowComputed>,
    ],
  ]
  return (
    <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3 xl:grid-cols-6">
      {facts.map(([name, value]) => (
        <div key={name} className="min-w-0">
          <dt className="text-xs text-quiet">{name}</dt>
          <dd className="mt-0.5 text-base font-medium tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

export function neededText(needed: number | null): string {
  if (needed === null) return texts.unknown
  return needed === 0 ? texts.settled : texts.more_examples(countText(needed))
}

interface Ends {
  readonly low: number | null
  readonly high: number | null
}

export function intervalText(
  { low, high }: Ends,
  decimals: number,
  reason?: keyof typeof texts.no_interval | null,
): string {
  if (low === null || high === null) return texts.no_interval[reason ?? 'too_few_examples']
  return `${signedText(low, decimals)} … ${signedText(high, decimals)}`
}
