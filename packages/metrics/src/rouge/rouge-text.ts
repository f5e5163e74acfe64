import type { StemTable } from '../text/stem-table.ts'
import type { TextUnits } from '../text/text-units.ts'
import { TokenList } from '../text/token-list.ts'
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
  read(text: TextUnits, tokenize: RougeTokenizer, words: StemTable): this {
    const { tokens, lineEnds } = this
    tokens.clear()
    lineEnds.clear()
    tokenize(
      text,
      (units, start, end) => tokens.push(words.id(units, start, end)),
      () => lineEnds.push(tokens.length),
    )
    return this
  }
}
