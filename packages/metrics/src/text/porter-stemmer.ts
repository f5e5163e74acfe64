/** Suffix, what replaces it, and when; the first rule whose suffix fits is the only one tried. */
type Rule = readonly [suffix: string, replacement: string, holds: (stem: string) => boolean]

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

const always = () => true
const measured = (stem: string) => measure(stem) > 0
const longMeasured = (stem: string) => measure(stem) > 1

const plurals: readonly Rule[] = [
  ['sses', 'ss', always],
  ['ies', 'i', always],
  ['ss', 'ss', always],
  ['s', '', always],
]

const doubles: readonly Rule[] = [
  ...rules(measured, 'ational>ate tional>tion enci>ence anci>ance izer>ize bli>ble alli>al entli>ent eli>e ousli>ous'),
  ...rules(measured, 'ization>ize ation>ate ator>ate alism>al iveness>ive fulness>ful ousness>ous aliti>al iviti>ive'),
  ...rules(measured, 'biliti>ble fulli>ful'),
  ['logi', 'log', (stem) => measured(`${stem}l`)],
]

const adjectives = rules(measured, 'icate>ic ative> alize>al iciti>ic ical>ic ful> ness>')

const remains: readonly Rule[] = [
  ...rules(longMeasured, 'al> ance> ence> er> ic> able> ible> ant> ement> ment> ent>'),
  ['ion', '', (stem) => longMeasured(stem) && /[st]$/.test(stem)],
  ...rules(longMeasured, 'ou> ism> ate> iti> ous> ive> ize>'),
]

/**
 * The Porter stem of a word, lower-cased, as nltk's `PorterStemmer` in its default mode gives it.
 *
 * M. F. Porter, An algorithm for suffix stripping (1980), with nltk's departures: a pool of irregular words, `-ies`
 * and `-ied` of four-letter words, `y` to `i` after consonants only, `-alli` first, `-fulli`, `-logi`, and a
 * two-letter word that ends vowel, consonant. Everything but vowels is a consonant, digits and `é` included.
 */
export function porterStem(word: string): string {
  const lower = word.toLowerCase()
  const pooled = irregular.get(lower)
  if (pooled !== undefined) return pooled
  if (word.length <= 2) return lower
  return /[\ud800-\udfff]/.test(lower) ? stemAstral(word, lower) : stem(lower)
}

function stem(word: string): string {
  let stem = plural(word)
  stem = pastOrParticiple(stem)
  stem = stem.endsWith('y') && stem.length > 2 && isConsonant(stem, stem.length - 2) ? `${stem.slice(0, -1)}i` : stem
  stem = doubleSuffix(stem)
  stem = apply(adjectives, stem)
  stem = apply(remains, stem)
  return singleL(finalE(stem))
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
  return pairs.reduce((text, [character, standIn]) => text.replaceAll(standIn, character), stem(replaced))
}

function plural(word: string): string {
  return word.length === 4 && word.endsWith('ies') ? word.slice(0, -1) : apply(plurals, word)
}

function pastOrParticiple(word: string): string {
  if (word.endsWith('ied')) return word.slice(0, word.length === 4 ? -1 : -2)
  if (word.endsWith('eed')) return measured(word.slice(0, -3)) ? word.slice(0, -1) : word
  for (const suffix of ['ed', 'ing']) {
    if (!word.endsWith(suffix)) continue
    const stem = word.slice(0, -suffix.length)
    if (hasVowel(stem)) return tidied(stem)
  }
  return word
}

function tidied(stem: string): string {
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`
  if (endsDouble(stem)) return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1)
  return measure(stem) === 1 && endsShort(stem) ? `${stem}e` : stem
}

function doubleSuffix(word: string): string {
  if (word.endsWith('alli') && measured(word.slice(0, -4))) return doubleSuffix(word.slice(0, -2))
  return apply(doubles, word)
}

function finalE(word: string): string {
  if (!word.endsWith('e')) return word
  const stem = word.slice(0, -1)
  const syllables = measure(stem)
  return syllables > 1 || (syllables === 1 && !endsShort(stem)) ? stem : word
}

function singleL(word: string): string {
  return word.endsWith('ll') && longMeasured(word.slice(0, -1)) ? word.slice(0, -1) : word
}

function rules(holds: (stem: string) => boolean, table: string): readonly Rule[] {
  return table.split(' ').map((rule) => {
    const [suffix = '', replacement = ''] = rule.split('>')
    return [suffix, replacement, holds]
  })
}

function apply(table: readonly Rule[], word: string): string {
  for (const [suffix, replacement, holds] of table) {
    if (!word.endsWith(suffix)) continue
    const stem = word.slice(0, word.length - suffix.length)
    return holds(stem) ? stem + replacement : word
  }
  return word
}

/** How often a consonant follows a vowel. */
function measure(stem: string): number {
  let transitions = 0
  let before = true
  for (let at = 0; at < stem.length; at++) {
    const consonant = consonantAfter(stem, at, before)
    if (consonant && !before && at > 0) transitions++
    before = consonant
  }
  return transitions
}

function hasVowel(stem: string): boolean {
  let before = false
  for (let at = 0; at < stem.length; at++) {
    before = consonantAfter(stem, at, before)
    if (!before) return true
  }
  return false
}

function isConsonant(word: string, at: number): boolean {
  let first = at
  while (first > 0 && word[first] === 'y') first--
  let consonant = consonantAfter(word, first, false)
  for (let next = first + 1; next <= at; next++) consonant = !consonant
  return consonant
}

/** Whether the letter is a consonant, given whether the one before it is; `y` is one unless it follows one. */
function consonantAfter(word: string, at: number, before: boolean): boolean {
  switch (word[at]) {
    case 'a':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
      return false
    case 'y':
      return at === 0 || !before
    default:
      return true
  }
}

function endsDouble(word: string): boolean {
  const last = word.length - 1
  return last > 0 && word[last] === word[last - 1] && isConsonant(word, last)
}

/** Consonant, vowel, consonant other than w, x, y; or a word of just vowel and consonant. */
function endsShort(word: string): boolean {
  const last = word.length - 1
  if (last === 1) return !isConsonant(word, 0) && isConsonant(word, 1)
  if (last < 2 || /[wxy]$/.test(word)) return false
  return isConsonant(word, last - 2) && !isConsonant(word, last - 1) && isConsonant(word, last)
}
