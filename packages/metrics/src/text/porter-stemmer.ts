import { consonantAfter, endsWith, measure, SuffixRules } from './suffix-rules.ts'
import { TextUnits, textOf } from './text-units.ts'

const irregular = new Map([
  ['skies', 'sky'],
  ['sky', 'sky'],
  ['dying', 'die'],
  ['lying', 'lie'],
  ['tying', 'tie'],
  ['news', 'news'],
  ['innings', 'inning'],
  ['inning', 'inning'],
  ['outings', 'outing'],
  ['outing', 'outing'],
  ['cannings', 'canning'],
  ['canning', 'canning'],
  ['howe', 'howe'],
  ['proceed', 'proceed'],
  ['exceed', 'exceed'],
  ['succeed', 'succeed'],
])

/** Of each irregular word, its length and its first two letters: few other words have to be looked up. */
const irregularShapes = new Set(
  [...irregular.keys()].map((word) => shape(word.length, word.charCodeAt(0), word.charCodeAt(1))),
)

const doubles = new SuffixRules(
  0,
  'ational>ate tional>tion enci>ence anci>ance izer>ize bli>ble alli>al entli>ent eli>e ousli>ous ' +
    'ization>ize ation>ate ator>ate alism>al iveness>ive fulness>ful ousness>ous aliti>al iviti>ive ' +
    'biliti>ble fulli>ful l|ogi>og',
)
const adjectives = new SuffixRules(0, 'icate>ic ative> alize>al iciti>ic ical>ic ful> ness>')
const remains = new SuffixRules(
  1,
  'al> ance> ence> er> ic> able> ible> ant> ement> ment> ent> s|ion> t|ion> ou> ism> ate> iti> ous> ive> ize>',
)

/**
 * The Porter stem of a word, lower-cased, as nltk's `PorterStemmer` in its default mode gives it.
 *
 * M. F. Porter, An algorithm for suffix stripping (1980), with nltk's departures: a pool of irregular words, `-ies`
 * and `-ied` of four-letter words, `y` to `i` after consonants only, `-alli` first, `-fulli`, `-logi`, and a
 * two-letter word that ends vowel, consonant. Everything but vowels is a consonant, digits and `é` included.
 */
export function porterStem(word: string): string {
  const lower = word.toLowerCase()
  if (word.length <= 2) return lower
  return /[\ud800-\udfff]/.test(lower) ? stemAstral(word, lower) : stemText(lower)
}

/** The same in place, of a word in lower case; the length of the stem. Needs room for one more unit. */
export function stemUnits(units: Uint16Array, length: number): number {
  for (let at = 0; at < length; at++) {
    const isSurrogate = ((units[at] ?? 0) & 0xf800) === 0xd800
    if (isSurrogate) return write(units, 0, porterStem(textOf(units, 0, length)))
  }
  return stemPlain(units, length)
}

function stemPlain(units: Uint16Array, length: number): number {
  if (length <= 2) return length
  if (irregularShapes.has(shape(length, units[0] ?? 0, units[1] ?? 0))) {
    const pooled = irregular.get(textOf(units, 0, length))
    if (pooled !== undefined) return write(units, 0, pooled)
  }
  let end = plural(units, length)
  end = pastOrParticiple(units, end)
  if (endsWith(units, end, 'y') && end > 2 && isConsonant(units, end - 2)) write(units, end - 1, 'i')
  end = doubleSuffix(units, end)
  end = adjectives.apply(units, end)
  end = remains.apply(units, end)
  return singleL(units, finalE(units, end))
}

function stemText(lower: string): string {
  const { units, length } = new TextUnits().read(lower)
  return textOf(units, 0, stemPlain(units, length))
}

/** Lengths count code points: stands a private character in for each astral one, and takes it back at the end. */
function stemAstral(word: string, lower: string): string {
  if ([...word].length <= 2) return lower
  const astral = [...new Set(lower.match(/[\u{10000}-\u{10ffff}]/gu))]
  let next = 0xe000
  const pairs = astral.map((character) => {
    while (lower.includes(String.fromCharCode(next))) next++
    return [character, String.fromCharCode(next++)] as const
  })
  const replaced = pairs.reduce((text, [character, standIn]) => text.replaceAll(character, standIn), lower)
  return pairs.reduce((text, [character, standIn]) => text.replaceAll(standIn, character), stemText(replaced))
}

function shape(length: number, first: number, second: number): number {
  return (length * 0x10000 + first) * 0x10000 + second
}

function plural(units: Uint16Array, length: number): number {
  if (!endsWith(units, length, 's')) return length
  if (endsWith(units, length, 'ies')) return length === 4 ? 3 : length - 2
  if (endsWith(units, length, 'sses')) return length - 2
  return endsWith(units, length, 'ss') ? length : length - 1
}

function pastOrParticiple(units: Uint16Array, length: number): number {
  if (endsWith(units, length, 'ied')) return length === 4 ? 3 : length - 2
  if (endsWith(units, length, 'eed')) return measure(units, length - 3) > 0 ? length - 1 : length
  const stem = endsWith(units, length, 'ed') ? length - 2 : endsWith(units, length, 'ing') ? length - 3 : 0
  return stem > 0 && hasVowel(units, stem) ? tidied(units, stem) : length
}

function tidied(units: Uint16Array, length: number): number {
  const isOpen = endsWith(units, length, 'at') || endsWith(units, length, 'bl') || endsWith(units, length, 'iz')
  if (isOpen) return write(units, length, 'e')
  if (endsDouble(units, length)) return isOneOf(units[length - 1], 'lsz') ? length : length - 1
  return measure(units, length) === 1 && endsShort(units, length) ? write(units, length, 'e') : length
}

function doubleSuffix(units: Uint16Array, length: number): number {
  const isAlli = endsWith(units, length, 'alli') && measure(units, length - 4) > 0
  return isAlli ? doubleSuffix(units, length - 2) : doubles.apply(units, length)
}

function finalE(units: Uint16Array, length: number): number {
  if (!endsWith(units, length, 'e')) return length
  const syllables = measure(units, length - 1)
  return syllables > 1 || (syllables === 1 && !endsShort(units, length - 1)) ? length - 1 : length
}

function singleL(units: Uint16Array, length: number): number {
  return endsWith(units, length, 'll') && measure(units, length - 1) > 1 ? length - 1 : length
}

function hasVowel(units: Uint16Array, length: number): boolean {
  let before = false
  for (let at = 0; at < length; at++) {
    before = consonantAfter(units, at, before)
    if (!before) return true
  }
  return false
}

function isConsonant(units: Uint16Array, at: number): boolean {
  let first = at
  while (first > 0 && isOneOf(units[first], 'y')) first--
  let consonant = consonantAfter(units, first, false)
  for (let next = first + 1; next <= at; next++) consonant = !consonant
  return consonant
}

function endsDouble(units: Uint16Array, length: number): boolean {
  const last = length - 1
  return last > 0 && units[last] === units[last - 1] && isConsonant(units, last)
}

/** Consonant, vowel, consonant other than w, x, y; or a word of just vowel and consonant. */
function endsShort(units: Uint16Array, length: number): boolean {
  const last = length - 1
  if (last === 1) return !isConsonant(units, 0) && isConsonant(units, 1)
  if (last < 2 || isOneOf(units[last], 'wxy')) return false
  return isConsonant(units, last - 2) && !isConsonant(units, last - 1) && isConsonant(units, last)
}

function isOneOf(unit: number | undefined, letters: string): boolean {
  return unit !== undefined && letters.includes(String.fromCharCode(unit))
}

/** Puts letters at a place; where they end. */
function write(units: Uint16Array, start: number, letters: string): number {
  for (let at = 0; at < letters.length; at++) units[start + at] = letters.charCodeAt(at)
  return start + letters.length
}
