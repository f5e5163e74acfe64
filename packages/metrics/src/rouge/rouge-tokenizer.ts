/** Receives each token, lower-cased, with its place in the text. */
type TokenSink = (token: string, start: number, end: number) => void

/** Cuts a text into tokens, and says where lines end. */
export type RougeTokenizer = (text: string, token: TokenSink, lineEnd: () => void) => void

const dottedI = 0x130
const kelvin = 0x212a
const lineFeed = 10

/**
 * The tokens of rouge-score: lower-cased runs of `a-z0-9`; anything else, accented letters included, is a break.
 *
 * Two letters outside ASCII are `i` and `k` in lower case: İ (with a combining dot, which is a break) and the Kelvin
 * sign.
 */
export const asciiTokens: RougeTokenizer = (text, token, lineEnd) => {
  let start = -1
  let plain = true
  const finish = (end: number) => {
    if (start >= 0) token(plain ? text.slice(start, end) : lowered(text.slice(start, end)), start, end)
    start = -1
    plain = true
  }
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const lower = (code >= 97 && code <= 122) || (code >= 48 && code <= 57)
    if (lower || (code >= 65 && code <= 90) || code === kelvin || code === dottedI) {
      if (start < 0) start = at
      if (!lower) plain = false
      if (code === dottedI) finish(at + 1)
    } else {
      finish(at)
      if (code === lineFeed) lineEnd()
    }
  }
  finish(text.length)
  lineEnd()
}

function lowered(token: string): string {
  return token.toLowerCase().replace('\u0307', '')
}

const unicodeToken =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{N}]\p{M}*)+|\n/gu

/**
 * Tokens of any script: lower-cased runs of letters, marks and digits; in scripts that put no spaces between words
 * (Han, kana, Thai, Lao, Khmer, Burmese) every letter with its marks is a token.
 */
export const unicodeTokens: RougeTokenizer = (text, token, lineEnd) => {
  for (const match of text.matchAll(unicodeToken)) {
    const [found] = match
    if (found === '\n') lineEnd()
    else token(found.toLowerCase(), match.index, match.index + found.length)
  }
  lineEnd()
}
