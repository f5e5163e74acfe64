import type { Outcome } from '@assay/schemas'
import { fixed, signed } from '../number-text.ts'
import { type Html, html } from './html.ts'

interface Estimate {
  readonly estimate: number | null
  readonly low: number | null
  readonly high: number | null
}

export function intervalText({ low, high }: Estimate, decimals: number, write = fixed): string {
  return low === null || high === null ? 'too few examples' : `${write(low, decimals)} to ${write(high, decimals)}`
}

export function differenceText(difference: Estimate, decimals: number): string {
  const { low, high } = difference
  if (low === null || high === null) return signed(difference.estimate, decimals)
  return `${signed(difference.estimate, decimals)} (${intervalText(difference, decimals, signed)})`
}

const signs = { better: '▲', worse: '▼', differs: '≠', equivalent: '=', undecided: '?' } as const satisfies Record<
  Outcome,
  string
>

export function outcomeBadge(outcome: Outcome): Html {
  return html`<span class="outcome ${outcome}"><span aria-hidden="true">${signs[outcome]}</span> ${outcome}</span>`
}
