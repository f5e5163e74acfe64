import { TextUnits } from '../text/text-units.ts'
import { isWhiteSpace } from '../text/white-space.ts'

/** Receives each token, as units. */
export type TokenSink = (units: Uint16Array, start: number, end: number) => void

const space = 32
const [comma, hyphen, fullStop] = [44, 45, 46]

/** By unit, 1 for the ASCII symbols that are always set apart, and 2 for `, - .`, which are so next to some others. */
const marks = Uint8Array.from({ length: 128 }, (_, unit) => {
  if (unit === comma || unit === hyphen || unit === fullStop) return 2
  return Number(/[{-~[-` -&(-+:-@/]/.test(String.fromCharCode(unit)))
})

/**
 * Cuts texts by the rules of mteval v13a, word by word, as none of them looks further than the white space around a
 * word. Most words have nothing to be cut at.
 */
export class WesternCutter {
  readonly #text = new TextUnits()
  #from = new Uint16Array(1024)
  #into = new Uint16Array(1024)

  each(line: string, token: TokenSink): void {
    const { units, length } = this.#text.read(line)
    let start = -1
    let isPlain = true
    for (let at = 0; at <= length; at++) {
      const unit = at === length ? space : (units[at] ?? 0)
      if (!isWhiteSpace(unit)) {
        if (start < 0) start = at
        if (unit < 128 && marks[unit] !== 0) isPlain = false
        continue
      }
      if (start >= 0) {
        if (isPlain || at - start === 1) token(units, start, at)
        else this.#cut(start, at, token)
      }
      start = -1
      isPlain = true
    }
  }

  #cut(start: number, end: number, token: TokenSink): void {
    this.#room(end - start)
    let length = this.#setSymbolsApart(start, end)
    for (const rule of [afterOther, beforeOther, hyphenAfterDigit]) {
      length = rule(this.#from, length, this.#into)
      ;[this.#from, this.#into] = [this.#into, this.#from]
    }
    for (let at = 0, first = 0; at < length; at++) {
      if (this.#from[at] !== space) continue
      if (at > first) token(this.#from, first, at)
      first = at + 1
    }
  }

  /** Each rule doubles a word at most. */
  #room(length: number): void {
    const needed = 24 * length + 2
    if (this.#from.length >= needed && this.#from.length < 1 << 20) return
    this.#from = new Uint16Array(Math.max(1024, needed))
    this.#into = new Uint16Array(Math.max(1024, needed))
  }

  /** The word between spaces. */
  #setSymbolsApart(start: number, end: number): number {
    const [{ units }, into] = [this.#text, this.#from]
    let length = 0
    into[length++] = space
    for (let at = start; at < end; at++) {
      const unit = units[at] ?? 0
      const isSymbol = unit < 128 && marks[unit] === 1
      if (isSymbol) into[length++] = space
      into[length++] = unit
      if (isSymbol) into[length++] = space
    }
    into[length++] = space
    return length
  }
}

/** A rule about two units that follow each other, neither of which the next pair may have: the length of the result. */
type Rule = (from: Uint16Array, length: number, into: Uint16Array) => number

/** Period and comma that follow something else than a digit. */
const afterOther: Rule = (from, length, into) => {
  let written = 0
  for (let at = 0; at < length; at++) {
    const unit = from[at] ?? 0
    into[written++] = unit
    if (isDigit(unit) || !isPoint(from[at + 1] ?? 0) || at + 1 === length) continue
    into[written++] = space
    into[written++] = from[++at] ?? 0
    into[written++] = space
  }
  return written
}

/** Period and comma that something else than a digit follows. */
const beforeOther: Rule = (from, length, into) => {
  let written = 0
  for (let at = 0; at < length; at++) {
    const unit = from[at] ?? 0
    const isApart = isPoint(unit) && at + 1 < length && !isDigit(from[at + 1] ?? 0)
    if (isApart) into[written++] = space
    into[written++] = unit
    if (!isApart) continue
    into[written++] = space
    into[written++] = from[++at] ?? 0
  }
  return written
}

const hyphenAfterDigit: Rule = (from, length, into) => {
  let written = 0
  for (let at = 0; at < length; at++) {
    const unit = from[at] ?? 0
    into[written++] = unit
    if (!isDigit(unit) || from[at + 1] !== hyphen || at + 1 === length) continue
    into[written++] = space
    into[written++] = from[++at] ?? 0
    into[written++] = space
  }
  return written
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57
}

function isPoint(unit: number): boolean {
  return unit === fullStop || unit === comma
}
