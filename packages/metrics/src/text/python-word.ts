/** Regular-expression sources for what Python's `re` means by them in text: Unicode words, its own white space. */
const wordCharacter = String.raw`[\p{L}\p{N}_]`
export const whiteSpace = String.raw`[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`
export const wordStart = `(?<!${wordCharacter})`
export const wordEnd = `(?!${wordCharacter})`
