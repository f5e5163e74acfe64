import { TokenList } from '../text/token-list.ts'
import type { Vocabulary } from '../text/vocabulary.ts'
import { eachWord, isWhiteSpace } from '../text/white-space.ts'

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

  read(text: string, reading: ChrfReading, vocabulary: Vocabulary): this {
    const cased = reading.lowercase ? text.toLowerCase() : text
    this.characters.clear()
    for (let at = 0; at < cased.length; at++) {
      const code = cased.codePointAt(at) ?? 0
      if (code > 0xffff) at++
      if (reading.whitespace || !isWhiteSpace(code)) this.characters.push(code)
    }
    this.words.clear()
    if (reading.words) eachChrfWord(cased, (word) => this.words.push(vocabulary.id(word)))
    return this
  }
}

/**
 * The words of chrF++: a trailing ASCII punctuation mark is cut off, else a leading one; `(hi)` gives `(hi` and `)`.
 */
export function eachChrfWord(text: string, token: (word: string) => void): void {
  eachWord(text, (word) => {
    const last = word.length - 1
    if (last > 0 && isAsciiPunctuation(word.charCodeAt(last))) {
      token(word.slice(0, last))
      token(word.slice(last))
    } else if (last > 0 && isAsciiPunctuation(word.charCodeAt(0))) {
      token(word.slice(0, 1))
      token(word.slice(1))
    } else token(word)
  })
}

function isAsciiPunctuation(code: number): boolean {
  if (code < 48) return code >= 33
  if (code < 65) return code >= 58
  if (code < 97) return code >= 91
  return code >= 123 && code <= 126
}
