const letter = /\p{L}/gu

/** Which share of the letters of a text is not in ASCII. */
export function shareOfForeignLetters(text: string): number {
  if (!/[^\0-\x7f]/.test(text)) return 0
  const letters = text.match(letter) ?? []
  return letters.filter((one) => one > '\x7f').length / Math.max(1, letters.length)
}

const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu

/** Which share of the letters of a text is of scripts that put no spaces between words. */
export function shareOfUnspacedLetters(text: string): number {
  if (!/[^\0-\x7f]/.test(text)) return 0
  return (text.match(unspaced) ?? []).length / Math.max(1, (text.match(letter) ?? []).length)
}
