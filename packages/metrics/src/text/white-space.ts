import type { TextUnits } from './text-units.ts'

/** White space as Python has it: with U+001C–U+001F and U+0085, without U+FEFF; JavaScript differs on both. */
export function isWhiteSpace(code: number): boolean {
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13) || (code >= 28 && code <= 31)
  if (code < 0x1680) return code === 0x85 || code === 0xa0
  if (code >= 0x2000 && code <= 0x200a) return true
  return code === 0x1680 || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000
}

/** Calls `word` with every run of other than white space, and where it starts. */
export function eachWord(text: string, word: (word: string, start: number) => void): void {
  let start = -1
  for (let at = 0; at < text.length; at++) {
    if (isWhiteSpace(text.charCodeAt(at))) {
      if (start >= 0) word(text.slice(start, at), start)
      start = -1
    } else if (start < 0) start = at
  }
  if (start >= 0) word(text.slice(start), start)
}

/** Calls `word` with where every run of other than white space starts and ends. */
export function eachWordOf({ units, length }: TextUnits, word: (start: number, end: number) => void): void {
  let start = -1
  for (let at = 0; at < length; at++) {
    if (!isWhiteSpace(units[at] ?? 0)) {
      if (start < 0) start = at
    } else if (start >= 0) {
      word(start, at)
      start = -1
    }
  }
  if (start >= 0) word(start, length)
}

/** The words of a text, as Python's `str.split()` gives them. */
export function splitWords(text: string): string[] {
  const words: string[] = []
  eachWord(text, (word) => words.push(word))
  return words
}

/** The text without white space at its end. */
export function stripEnd(text: string): string {
  let end = text.length
  while (end > 0 && isWhiteSpace(text.charCodeAt(end - 1))) end--
  return end === text.length ? text : text.slice(0, end)
}

/** The text without white space at either end. */
export function strip(text: string): string {
  let start = 0
  while (start < text.length && isWhiteSpace(text.charCodeAt(start))) start++
  return stripEnd(start === 0 ? text : text.slice(start))
}
