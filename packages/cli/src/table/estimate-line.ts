import type { Estimate, EstimateRange } from '@assay/sdk'

/** What an evaluation would take, in a line; undefined where no endpoint is asked. */
export function estimateLine({ models, unpriced, cost }: Estimate): string | undefined {
  const asked = models.filter(({ seconds }) => seconds !== null)
  if (asked.length === 0) return undefined
  const calls = asked.reduce((sum, model) => sum + model.calls, 0)
  const price = unpriced.length === asked.length ? 'cost not known (--price)' : `cost ${rangeOf(cost, amount)}`
  const priced = unpriced.length > 0 && unpriced.length < asked.length ? ` without ${unpriced.join(', ')}` : ''
  const input = rangeOf(sumOf(asked.map(({ input_tokens }) => input_tokens)), whole)
  const output = rangeOf(sumOf(asked.map(({ output_tokens }) => output_tokens)), whole)
  return `Estimate: up to ${whole(calls)} calls, ${input} tokens in, ${output} out, ${price}${priced}.`
}

function sumOf(ranges: readonly EstimateRange[]): EstimateRange {
  return ranges.reduce((sum, { low, high }) => ({ low: sum.low + low, high: sum.high + high }), { low: 0, high: 0 })
}

function rangeOf(range: EstimateRange | null, say: (amount: number) => string): string {
  if (range === null) return 'not known'
  const [low, high] = [say(range.low), say(range.high)]
  return low === high ? low : `${low} to ${high}`
}

function whole(count: number): string {
  return count.toLocaleString('en', { maximumFractionDigits: 0 })
}

function amount(cost: number): string {
  return cost.toLocaleString('en', { maximumSignificantDigits: 2 })
}
