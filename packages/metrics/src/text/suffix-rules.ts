/** A suffix and what replaces it; `kept` letters before it are asked for and stay. */
interface Rule {
  readonly kept: string
  readonly suffix: string
  readonly replacement: string
}

/**
 * Replaces suffixes in place where the stem before them has enough syllables; the first rule whose suffix fits is the
 * only one tried.
 */
export class SuffixRules {
  /** By the last letter but one, since every rule has two letters or more. */
  readonly #byLetter: readonly (readonly Rule[])[]
  readonly #more: number

  /** Rules as `suffix>replacement` or `kept|suffix>replacement`; stems need a measure of more than `more`. */
  constructor(more: number, table: string) {
    const rules = table.split(' ').map((rule) => {
      const [left = '', replacement = ''] = rule.split('>')
      const [suffix = '', kept = ''] = left.split('|').toReversed()
      return { kept, suffix, replacement }
    })
    this.#more = more
    this.#byLetter = Array.from({ length: 26 }, (_, letter) =>
      rules.filter(({ kept, suffix }) => (kept + suffix).at(-2) === String.fromCharCode(97 + letter)),
    )
  }

  /** The length of the word afterwards. */
  apply(units: Uint16Array, length: number): number {
    for (const { kept, suffix, replacement } of this.#byLetter[(units[length - 2] ?? 0) - 97] ?? []) {
      const stem = length - suffix.length
      if (!endsWith(units, length, suffix) || !endsWith(units, stem, kept)) continue
      if (measure(units, stem) <= this.#more) return length
      for (let at = 0; at < replacement.length; at++) units[stem + at] = replacement.charCodeAt(at)
      return stem + replacement.length
    }
    return length
  }
}

export function endsWith(units: Uint16Array, length: number, suffix: string): boolean {
  if (length < suffix.length) return false
  for (let at = suffix.length - 1, unit = length - 1; at >= 0; at--, unit--) {
    if (units[unit] !== suffix.charCodeAt(at)) return false
  }
  return true
}

/** How often a consonant follows a vowel. */
export function measure(units: Uint16Array, length: number): number {
  let transitions = 0
  let before = true
  for (let at = 0; at < length; at++) {
    const consonant = consonantAfter(units, at, before)
    if (consonant && !before && at > 0) transitions++
    before = consonant
  }
  return transitions
}

/** Whether the letter is a consonant, given whether the one before it is; `y` is one unless it follows one. */
export function consonantAfter(units: Uint16Array, at: number, before: boolean): boolean {
  const letter = (units[at] ?? 0) - 97
  if (letter === 24) return at === 0 || !before
  return letter < 0 || letter > 20 || ((vowels >> letter) & 1) === 0
}

/** `a e i o u` as bits. */
const vowels = 0b100000100000100010001
