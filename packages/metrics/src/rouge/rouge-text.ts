import { porterStem } from '../text/porter-stemmer.ts'
import { TokenList } from '../text/token-list.ts'
import { Vocabulary } from '../text/vocabulary.ts'
import type { RougeTokenizer } from './rouge-tokenizer.ts'

/** Tokens from `start` to before `end`. */
export interface TokenRange {
  readonly start: number
  readonly end: number
}

/** A tokenised text: all its tokens, and after how many of them each line ends. */
export class RougeText {
  readonly tokens = new TokenList()
  readonly lineEnds = new TokenList()

  /** Tokens of the longest line. */
  get longestLine(): number {
    let longest = 0
    for (const { start, end } of this.lines()) longest = Math.max(longest, end - start)
    return longest
  }

  /** The lines that have tokens, as ranges of them. */
  *lines(): Generator<TokenRange> {
    let start = 0
    for (let at = 0; at < this.lineEnds.length; at++) {
      const end = this.lineEnds.ids[at] ?? 0
      if (end > start) yield { start, end }
      start = end
    }
  }

  /** Reads another text in place of the last one. */
  read(text: string, tokenize: RougeTokenizer, vocabulary: Vocabulary): this {
    const { tokens, lineEnds } = this
    tokens.clear()
    lineEnds.clear()
    tokenize(
      text,
      (token) => tokens.push(vocabulary.id(token)),
      () => lineEnds.push(tokens.length),
    )
    return this
  }
}

/** The vocabulary of a scorer; with the stemmer, words of four characters and more are numbered by their stem. */
export function rougeVocabulary(stemmer: boolean): Vocabulary {
  return stemmer ? new Vocabulary((word) => (word.length > 3 ? porterStem(word) : word)) : new Vocabulary()
}
