import type { Prediction } from './provider.ts'

interface Price {
  readonly input_per_million: number
  readonly output_per_million: number
}

/** What a call cost; `null` without a price or without tokens. */
export function costOf(
  { input_tokens, output_tokens }: Pick<Prediction, 'input_tokens' | 'output_tokens'>,
  price: Price | undefined,
): number | null {
  if (price === undefined || input_tokens === null || output_tokens === null) return null
  return (input_tokens * price.input_per_million + output_tokens * price.output_per_million) / 1e6
}
