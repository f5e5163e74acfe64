import { TextUnits, textOf } from '../text/text-units.ts'
import type { TokenList } from '../text/token-list.ts'
import { contracted, nltkTokens } from './nltk-tokenizer.ts'

/** The number of a token. */
export type TokenNumber = (units: Uint16Array, start: number, end: number) => number

/** Longer words are not kept, and no more of them than so many. */
const [longestKept, mostKept] = [64, 1 << 16]
const [space, hyphen, fullStop] = [32, 45, 46]

/** What the patterns of the tokenizer do to a unit that no quote stands near. */
const [looked, inWord, apart, pointed, blank] = [0, 1, 2, 3, 4] as const

/** By ASCII unit: part of a word, always a token, a comma or colon, white space, or something to be looked at. */
const kinds = Uint8Array.from({ length: 128 }, (_, unit) => {
  const character = String.fromCharCode(unit)
  if (/[\w./+=~|^\\-]/.test(character)) return inWord
  if (/[;@#$%&?!*[\](){}<>]/.test(character)) return apart
  if (/[,:]/.test(character)) return pointed
  return /[\t-\r]/.test(character) ? blank : looked
})

/**
 * Reads the tokens of nltk as numbers, for many texts, word by word.
 *
 * No pattern of the tokenizer looks beyond a space, but for those at the beginning of a text (quotes) and at its end
 * (the last full stop, and what closes after it). So the tokens of a text are those of its words in a row, where a
 * first one with a quote in front and the last ones, from the last letter, digit or full stop on, are cut as the
 * beginning and the end that they are. Most words have nothing that takes a pattern to cut; the others are cut once and
 * kept.
 */
export class NltkReader {
  readonly #id: TokenNumber
  readonly #text = new TextUnits()
  readonly #token = new TextUnits()
  readonly #words = new Map<string, readonly number[]>()
  readonly #ends = new Map<string, readonly number[]>()

  /** With what numbers a token. */
  constructor(id: TokenNumber) {
    this.#id = id
  }

  /** Puts the text's tokens into the list, in place of what it held. */
  read(text: string, into: TokenList): void {
    into.clear()
    const { units, length } = this.#text.read(text)
    const end = startOfEnd(this.#text)
    if (end <= 0) {
      append(into, this.#ids(nltkTokens(text)))
      return
    }
    for (let start = 0; start < end; ) {
      let stop = start
      while (units[stop] !== space) stop++
      if (stop > start && !this.#plain(start, stop, into))
        append(into, this.#word(text.slice(start, stop), start === 0))
      start = stop + 1
    }
    if (!this.#plainEnd(end, length, into)) append(into, this.#end(text.slice(end)))
  }

  /** Called when tokens get other numbers. */
  forget(): void {
    this.#words.clear()
    this.#ends.clear()
  }

  /** The tokens of a word, if it takes no pattern to find them. */
  #plain(start: number, end: number, into: TokenList): boolean {
    const { units } = this.#text
    const before = into.length
    let first = start
    let [last, isDoubled] = [0, false]
    for (let at = start; at < end; at++) {
      const unit = units[at] ?? 0
      const kind = this.#kind(at, end)
      if (kind === looked) {
        into.length = before
        return false
      }
      if (kind === inWord) {
        if ((unit | 32) === (last | 32)) isDoubled = true
      } else {
        if (at > first) into.push(this.#id(units, first, at))
        if (kind === apart) into.push(this.#id(units, at, at + 1))
        first = at + 1
      }
      last = unit
    }
    if (isDoubled && contracted.test(textOf(units, start, end))) {
      into.length = before
      return false
    }
    if (end > first) into.push(this.#id(units, first, end))
    return true
  }

  /** Of a comma or colon, by what follows: within a number, or apart. Full stops and hyphens stand alone. */
  #kind(at: number, end: number): number {
    const { units } = this.#text
    const unit = units[at] ?? 0
    const kind = unit < 128 ? (kinds[unit] ?? looked) : looked
    const next = at + 1 < end ? (units[at + 1] ?? 0) : space
    if (kind === pointed) {
      if (isDigit(next)) return inWord
      return next >= 128 || kinds[next] === pointed ? looked : apart
    }
    const isRun = next === unit && (unit === fullStop || unit === hyphen)
    return isRun ? looked : kind
  }

  /** The same for the last words: one that ends with a letter or digit, which a full stop may follow. */
  #plainEnd(start: number, length: number, into: TokenList): boolean {
    const { units } = this.#text
    const hasStop = units[length - 1] === fullStop
    const end = hasStop ? length - 1 : length
    const last = units[end - 1] ?? 0
    const isWord = end > start && (isDigit(last) || isLetter(last))
    if (!isWord || !this.#plain(start, end, into)) return false
    if (hasStop) into.push(this.#id(units, end, length))
    return true
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
    return tokens.map((token) => {
      const { units, length } = this.#token.read(token)
      return this.#id(units, 0, length)
    })
  }
}

/** Where the word begins that holds the last letter, digit or full stop; 0 where there is none. */
function startOfEnd({ units, length }: TextUnits): number {
  let at = length - 1
  while (at >= 0 && !isOrdinary(units[at] ?? 0)) at--
  while (at >= 0 && units[at] !== space) at--
  return at + 1
}

function isOrdinary(unit: number): boolean {
  return isDigit(unit) || unit === fullStop || isLetter(unit)
}

function isLetter(unit: number): boolean {
  return (unit | 32) >= 97 && (unit | 32) <= 122
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57
}

function append(into: TokenList, more: readonly number[]): void {
  for (const id of more) into.push(id)
}
