import { TextUnits } from '../text/text-units.ts'
import { TokenList } from '../text/token-list.ts'
import type { TokenTable } from '../text/token-table.ts'
import { eachWordOf, isWhiteSpace } from '../text/white-space.ts'

/** What of a text counts. */
export interface ChrfReading {
  readonly words: boolean
  readonly lowercase: boolean
  readonly whitespace: boolean
}

/** A text as code points and as words. */
export class ChrfText {
  readonly characters = new TokenList()
  readonly words = new TokenList()
  readonly #units = new TextUnits()

  read(text: string, reading: ChrfReading, vocabulary: TokenTable): this {
    const { units, length } = this.#units.read(reading.lowercase ? text.toLowerCase() : text)
    this.characters.clear()
    for (let at = 0; at < length; at++) {
      const unit = units[at] ?? 0
      const isAstral = (unit & 0xfc00) === 0xd800 && at + 1 < length && ((units[at + 1] ?? 0) & 0xfc00) === 0xdc00
      if (isAstral) this.characters.push(0x10000 + ((unit & 0x3ff) << 10) + ((units[++at] ?? 0) & 0x3ff))
      else if (reading.whitespace || !isWhiteSpace(unit)) this.characters.push(unit)
    }
    this.words.clear()
    if (reading.words) eachChrfWord(this.#units, (start, end) => this.words.push(vocabulary.add(units, start, end)))
    return this
  }
}

/**
 * The words of chrF++: a trailing ASCII punctuation mark is cut off, else a leading one; `(hi)` gives `(hi` and `)`.
 */
export function eachChrfWord(text: TextUnits, token: (start: number, end: number) => void): void {
  const { units } = text
  eachWordOf(text, (start, end) => {
    let cut = end
    if (end - start > 1) {
      if (isAsciiPunctuation(units[end - 1] ?? 0)) cut = end - 1
      else if (isAsciiPunctuation(units[start] ?? 0)) cut = start + 1
    }
    token(start, cut)
    if (cut < end) token(cut, end)
  })
}

function isAsciiPunctuation(code: number): boolean {
  if (code < 48) return code >= 33
  if (code < 65) return code >= 58
  if (code < 97) return code >= 91
  return code >= 123 && code <= 126
}
