import { nltkTokens } from './nltk-tokenizer.ts'

/** Longer words are not kept, and no more of them than so many. */
const [longestKept, mostKept] = [64, 1 << 16]
const ordinary = /[A-Za-z0-9.]/

/**
 * Reads the tokens of nltk as numbers, for many texts: what stands between two spaces is cut once and kept.
 *
 * No pattern of the tokenizer looks beyond a space, but for those at the beginning of a text (quotes) and at its end
 * (the last full stop, and what closes after it). So the tokens of a text are those of its words in a row, where a
 * first one with a quote in front and the last ones, from the last letter, digit or full stop on, are cut as the
 * beginning and the end that they are.
 */
export class NltkReader {
  readonly #id: (token: string) => number
  readonly #words = new Map<string, readonly number[]>()
  readonly #ends = new Map<string, readonly number[]>()

  /** With what numbers a token. */
  constructor(id: (token: string) => number) {
    this.#id = id
  }

  read(text: string): readonly number[] {
    const end = startOfEnd(text)
    if (end <= 0) return this.#ids(nltkTokens(text))
    const ids: number[] = []
    for (let start = 0; start < end; ) {
      const space = text.indexOf(' ', start)
      if (space > start) append(ids, this.#word(text.slice(start, space), start === 0))
      start = space + 1
    }
    append(ids, this.#end(text.slice(end)))
    return ids
  }

  /** Called when tokens get other numbers. */
  forget(): void {
    this.#words.clear()
    this.#ends.clear()
  }

  /** A word that others follow. */
  #word(word: string, isFirst: boolean): readonly number[] {
    if (isFirst && /^["']/.test(word)) return this.#ids(nltkTokens(`${word} x`).slice(0, -1))
    return this.#words.get(word) ?? this.#keep(this.#words, word, nltkTokens(` ${word} x`).slice(0, -1))
  }

  #end(words: string): readonly number[] {
    return this.#ends.get(words) ?? this.#keep(this.#ends, words, nltkTokens(` ${words}`))
  }

  #keep(kept: Map<string, readonly number[]>, words: string, tokens: readonly string[]): readonly number[] {
    const ids = this.#ids(tokens)
    if (kept.size < mostKept && words.length <= longestKept) kept.set(words, ids)
    return ids
  }

  #ids(tokens: readonly string[]): readonly number[] {
    return tokens.map(this.#id)
  }
}

/** Where the word begins that holds the last letter, digit or full stop; 0 where there is none. */
function startOfEnd(text: string): number {
  let at = text.length - 1
  while (at >= 0 && !ordinary.test(text.charAt(at))) at--
  return at < 0 ? 0 : text.lastIndexOf(' ', at) + 1
}

function append(ids: number[], more: readonly number[]): void {
  for (const id of more) ids.push(id)
}
