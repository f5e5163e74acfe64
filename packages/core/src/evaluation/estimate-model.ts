import { isOffline, modelNeeds } from '@assay/models'
import type { ColumnRoles, EstimateRange, ModelEstimate, ModelSpec } from '@assay/schemas'
import type { TableRow } from '@assay/tables'
import type { NamedModel } from './run-name.ts'

/** Mean sizes of texts by column, in bytes of UTF-8. */
export type MeasuredTexts = ReadonlyMap<string, number>

/** A token has about four bytes of English; of other languages, of code and of numbers fewer. */
const bytesOfToken = { low: 2, high: 6 }
/** What wraps a prompt, such as roles. */
const wrapping = { low: 3, high: 60 }
/** Of models that say no limit. */
const longestAnswer = 4096
/** Calls at once, and how fast answers come. */
const fast = { at_once: 64, seconds: 0.2, tokens_per_second: 300 }
const slow = { at_once: 4, seconds: 3, tokens_per_second: 15 }

export function measureTexts(rows: readonly TableRow[]): MeasuredTexts {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return new Map(
    columns.map((column) => [column, rows.reduce((sum, row) => sum + bytesOf(row[column]), 0) / rows.length]),
  )
}

interface Asking {
  readonly roles: ColumnRoles
  readonly texts: MeasuredTexts
  readonly calls: number
}

const nothing = { low: 0, high: 0 }

export function estimateModel({ name, spec }: NamedModel<ModelSpec>, { roles, texts, calls }: Asking): ModelEstimate {
  if (spec.provider === 'dataset' || isOffline(spec)) {
    const made = spec.provider === 'dataset' ? 0 : calls
    return { name, calls: made, input_tokens: nothing, output_tokens: nothing, cost: nothing, seconds: null }
  }
  const { input, columns } = modelNeeds(spec, [...texts.keys()])
  const given = [...(input ? [roles.input] : []), ...columns].map((column) => texts.get(column) ?? 0)
  const prompt = sumOf(given) + sumOf([textIn(spec, 'prompt'), textIn(spec, 'system_prompt')].map(bytesOf))
  const input_tokens = times(calls, tokensOf(prompt, wrapping))
  const output_tokens = times(calls, { low: 1, high: mostOutput(spec) })
  const seconds = { low: durationOf(calls, output_tokens.low, fast), high: durationOf(calls, output_tokens.high, slow) }
  return { name, calls, input_tokens, output_tokens, cost: costOf(spec, { input_tokens, output_tokens }), seconds }
}

function tokensOf(bytes: number, more: EstimateRange): EstimateRange {
  return { low: bytes / bytesOfToken.high + more.low, high: bytes / bytesOfToken.low + more.high }
}

function times(calls: number, { low, high }: EstimateRange): EstimateRange {
  return { low: Math.floor(calls * low), high: Math.ceil(calls * high) }
}

function mostOutput(spec: ModelSpec): number {
  return 'max_output_tokens' in spec ? (spec.max_output_tokens ?? longestAnswer) : longestAnswer
}

function durationOf(calls: number, tokens: number, pace: typeof fast): number {
  return Math.ceil(
    (calls * pace.seconds + tokens / pace.tokens_per_second) / Math.min(pace.at_once, Math.max(1, calls)),
  )
}

type Tokens = Pick<ModelEstimate, 'input_tokens' | 'output_tokens'>

function costOf(spec: ModelSpec, { input_tokens, output_tokens }: Tokens): EstimateRange | null {
  if (!('price' in spec) || spec.price === undefined) return null
  const { input_per_million, output_per_million } = spec.price
  const of = (end: 'low' | 'high') =>
    (input_tokens[end] * input_per_million + output_tokens[end] * output_per_million) / 1e6
  return { low: of('low'), high: of('high') }
}

function textIn(spec: ModelSpec, field: 'prompt' | 'system_prompt'): string {
  const fields = new Map<string, unknown>(Object.entries(spec))
  const text = fields.get(field)
  return typeof text === 'string' ? text : ''
}

function bytesOf(value: unknown): number {
  if (value === undefined || value === null) return 0
  return Buffer.byteLength(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
