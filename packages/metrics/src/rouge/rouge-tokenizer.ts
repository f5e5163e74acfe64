import { TextUnits } from '../text/text-units.ts'

/** Receives each token as lower-cased units, and where it begins in the text. */
type TokenSink = (units: Uint16Array, start: number, end: number, place: number) => void

/** Cuts a text into tokens, and says where lines end. */
export type RougeTokenizer = (text: TextUnits, token: TokenSink, lineEnd: () => void) => void

const dottedI = 0x130
const kelvin = 0x212a
const lineFeed = 10
const [smallI, smallK] = [105, 107]

/**
 * The tokens of rouge-score: lower-cased runs of `a-z0-9`; anything else, accented letters included, is a break.
 *
 * Two letters outside ASCII are `i` and `k` in lower case: İ (with a combining dot, which is a break) and the Kelvin
 * sign. Letters are made small where they stand.
 */
export const asciiTokens: RougeTokenizer = ({ units, length }, token, lineEnd) => {
  let start = -1
  for (let at = 0; at < length; at++) {
    const unit = units[at] ?? 0
    const isSmall = (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57)
    const isCapital = unit >= 65 && unit <= 90
    if (isSmall || isCapital || unit === kelvin || unit === dottedI) {
      if (start < 0) start = at
      if (isCapital) units[at] = unit + 32
      else if (unit === kelvin) units[at] = smallK
      else if (unit === dottedI) {
        units[at] = smallI
        token(units, start, at + 1, start)
        start = -1
      }
    } else {
      if (start >= 0) token(units, start, at, start)
      start = -1
      if (unit === lineFeed) lineEnd()
    }
  }
  if (start >= 0) token(units, start, length, start)
  lineEnd()
}

const unicodeToken =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{N}]\p{M}*)+|\n/gu

/**
 * Tokens of any script: lower-cased runs of letters, marks and digits; in scripts that put no spaces between words
 * (Han, kana, Thai, Lao, Khmer, Burmese) every letter with its marks is a token.
 */
export const unicodeTokens: RougeTokenizer = (text, token, lineEnd) => {
  const word = new TextUnits()
  for (const match of text.toString().matchAll(unicodeToken)) {
    const [found] = match
    if (found === '\n') lineEnd()
    else {
      const { units, length } = word.read(found.toLowerCase())
      token(units, 0, length, match.index)
    }
  }
  lineEnd()
}
