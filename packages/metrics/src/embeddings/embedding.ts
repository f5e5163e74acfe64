import { MetricError } from '../metric-error.ts'

/** A point in a model's space. */
export type Vector = ArrayLike<number>

/** Gives each text one vector, in order. */
export type EmbedTexts = (texts: readonly string[]) => Promise<readonly Vector[]>

/** A token with its vector in context. */
export interface TokenVector {
  readonly token: string
  readonly vector: Vector
  /** Whether the tokenizer put it there (`[CLS]`, `</s>`): it can be matched, but counts nothing itself. */
  readonly special?: boolean
}

/** Gives every token of a text its vector. */
export type EmbedTokens = (text: string) => Promise<readonly TokenVector[]>

/**
 * Cosine of the angle between two vectors, −1 to 1; 0 where one of them is all zeros.
 *
 * @throws MetricError `EMBEDDING_FAILED` for vectors of different lengths or with a value that is no finite number.
 */
export function cosineSimilarity(a: Vector, b: Vector): number {
  if (a.length !== b.length) throw mismatch('vectors of different lengths')
  let [dot, left, right] = [0, 0, 0]
  for (let at = 0; at < a.length; at++) {
    const [x = 0, y = 0] = [a[at], b[at]]
    dot += x * y
    left += x * x
    right += y * y
  }
  const cosine = left === 0 || right === 0 ? 0 : dot / (Math.sqrt(left) * Math.sqrt(right))
  if (!Number.isFinite(cosine)) throw mismatch('a vector with a value that is no finite number')
  return Math.max(-1, Math.min(1, cosine))
}

/** The error for an answer that is no usable vector. */
export function mismatch(what: string): MetricError {
  return new MetricError('EMBEDDING_FAILED', `The embedding function gave ${what}. Use one model for all texts.`)
}
