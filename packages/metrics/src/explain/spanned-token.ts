import type { Span } from '../metric.ts'

/** A token as a metric compares it, and where it comes from. */
export interface SpannedToken {
  /** What is compared, e.g. a stem. */
  readonly text: string
  /** What it was made of, in lower case. */
  readonly surface: string
  /** Its place; absent where the tokenizer rewrote it (decoded entities, changed quotes). */
  readonly span?: Span
}

/** Finds tokens in the text that they were cut from, one after the other. */
export function locateTokens(tokens: readonly string[], source: string): readonly SpannedToken[] {
  let from = 0
  return tokens.map((token) => {
    const start = source.indexOf(token, from)
    const surface = token.toLowerCase()
    if (start < 0) return { text: token, surface }
    from = start + token.length
    return { text: token, surface, span: [start, from] }
  })
}

/** The stretch from the first to the last token, where both have a place. */
export function spanOf(tokens: readonly SpannedToken[]): Span | undefined {
  const [first, last] = [tokens[0]?.span, tokens.at(-1)?.span]
  return first === undefined || last === undefined ? undefined : [first[0], last[1]]
}
