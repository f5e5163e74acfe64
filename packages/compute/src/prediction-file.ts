import type { Answer } from '@assay/models'

// prediction files are kept for years: names stay as they are, and what is new gets a column of its own

/** A row of a table, by the names of its columns. */
type Row = Readonly<Record<string, unknown>>

export const predictionOutput = 'predictions'

export const answerColumn = 'prediction'

interface PredictionColumn {
  readonly type: 'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN'
  of(answer: Answer): string | number | boolean | null
}

const columns = {
  [answerColumn]: { type: 'VARCHAR', of: ({ output }) => output },
  error: { type: 'VARCHAR', of: ({ error }) => error },
  input_tokens: { type: 'BIGINT', of: ({ input_tokens }) => input_tokens },
  output_tokens: { type: 'BIGINT', of: ({ output_tokens }) => output_tokens },
  cost: { type: 'DOUBLE', of: ({ cost }) => cost },
  latency_ms: { type: 'DOUBLE', of: ({ latency_ms }) => latency_ms },
  cached: { type: 'BOOLEAN', of: ({ cached }) => cached },
  finish_reason: { type: 'VARCHAR', of: ({ finish_reason }) => finish_reason },
  reasoning: { type: 'VARCHAR', of: ({ reasoning }) => reasoning },
  answered_at: { type: 'VARCHAR', of: ({ answered_at }) => answered_at },
  reasoning_tokens: { type: 'BIGINT', of: ({ reasoning_tokens }) => reasoning_tokens },
} as const satisfies Record<string, PredictionColumn>

/** One row for each example in one repeat. */
export const predictionColumns: readonly (Pick<PredictionColumn, 'type'> & { readonly name: string })[] =
  Object.entries(columns).map(([name, { type }]) => ({
    name,
    type,
  }))

export function toPredictionRow(answer: Answer): unknown[] {
  return Object.values(columns).map(({ of }) => of(answer))
}

export interface KeptPrediction {
  readonly prediction: string | null
  readonly error: string | null
  readonly latency_ms: number | null
  readonly cost: number | null
}

export const keptPredictionColumns: readonly (keyof typeof columns)[] = [answerColumn, 'error', 'latency_ms', 'cost']

/** What the endpoint told beside the answer; files of earlier versions lack these columns. */
export interface ToldOfPrediction {
  readonly finish_reason: string | null
  readonly reasoning: string | null
}

export const toldColumns: readonly (keyof typeof columns)[] = ['finish_reason', 'reasoning']

export function toldOfPrediction(row: Row, prefix: string): ToldOfPrediction {
  const text = (name: keyof typeof columns) => textOf(row[prefix + name])
  return { finish_reason: text('finish_reason'), reasoning: text('reasoning') }
}

export function toKeptPrediction(row: Row, prefix: string): KeptPrediction {
  const text = (name: keyof typeof columns) => textOf(row[prefix + name])
  const number = (name: keyof typeof columns) => numberOf(row[prefix + name])
  return {
    prediction: text(answerColumn),
    error: text('error'),
    latency_ms: number('latency_ms'),
    cost: number('cost'),
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
