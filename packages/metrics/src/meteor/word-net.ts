/** Other words for a word. */
export type Synonyms = (word: string) => readonly string[]

/** The parts of speech of WordNet's files. */
const partsOfSpeech = ['noun', 'verb', 'adj', 'adv'] as const

/** A part of speech of WordNet's files. */
export type PartOfSpeech = (typeof partsOfSpeech)[number]

/** The bytes of WordNet's `index.*` and `data.*` files. */
export type WordNetFiles = Readonly<Record<PartOfSpeech, { readonly index: Uint8Array; readonly data: Uint8Array }>>

const suffixes: Readonly<Record<PartOfSpeech, readonly (readonly [ending: string, base: string])[]>> = {
  noun: pairs('s> ses>s ves>f xes>x zes>z ches>ch shes>sh men>man ies>y'),
  verb: pairs('s> ies>y es>e es> ed>e ed> ing>e ing>'),
  adj: pairs('er> est> er>e est>e'),
  adv: [],
}

const lineFeed = 10
const space = 32

/**
 * The synonyms that METEOR takes from WordNet: for each part of speech the word itself and what one suffix rule makes
 * of it, looked up in the index; of every synset found all lemma names, with their capitals, without those of several
 * words. Exception lists (`mice`, `ran`) are not used. The files are searched where they lie, nothing is copied.
 */
export function wordNetSynonyms(files: WordNetFiles): Synonyms {
  return (word) => {
    const names = new Set<string>()
    for (const part of partsOfSpeech) {
      for (const form of forms(word.toLowerCase(), part)) {
        for (const offset of synsetOffsets(files[part].index, form)) {
          for (const name of lemmaNames(files[part].data, offset)) names.add(name)
        }
      }
    }
    return [...names]
  }
}

function pairs(table: string): readonly (readonly [string, string])[] {
  return table.split(' ').map((rule) => {
    const [ending = '', base = ''] = rule.split('>')
    return [ending, base]
  })
}

function forms(word: string, part: PartOfSpeech): readonly string[] {
  const bases = suffixes[part].filter(([ending]) => word.endsWith(ending))
  return [...new Set([word, ...bases.map(([ending, base]) => word.slice(0, word.length - ending.length) + base)])]
}

/** Fields of an index line: lemma, part, synsets, p, p symbols, senses, tagged senses, then the offsets. */
function synsetOffsets(index: Uint8Array, lemma: string): readonly number[] {
  if (lemma === '' || lemma.includes(' ')) return []
  const line = findLine(index, lemma)
  if (line === undefined) return []
  const fields = line.trimEnd().split(' ')
  return fields.slice(fields.length - Number(fields[2])).map(Number)
}

/** Binary search: lines are sorted by their first field, byte by byte. */
function findLine(index: Uint8Array, lemma: string): string | undefined {
  let [low, high] = [0, index.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const start = index.lastIndexOf(lineFeed, middle - 1) + 1
    const found = index.indexOf(lineFeed, middle)
    const end = found < 0 ? index.length : found
    const order = compareField(index, start, lemma)
    if (order === 0) return ascii(index.subarray(start, end))
    if (order < 0) low = end + 1
    else high = start
  }
  return undefined
}

/** Whether the field at `start` comes before the lemma (less than 0), after it (more), or is it (0). */
function compareField(index: Uint8Array, start: number, lemma: string): number {
  for (let at = 0; ; at++) {
    const byte = index[start + at] ?? space
    const code = at < lemma.length ? lemma.charCodeAt(at) : space
    if (byte !== code) return byte - code
    if (byte === space) return 0
  }
}

/** Fields of a data line: offset, file, kind, words as two hex digits, then word and sense number in turn. */
function lemmaNames(data: Uint8Array, offset: number): readonly string[] {
  const head = ascii(data.subarray(offset, offset + 17)).split(' ')
  const count = Number.parseInt(head[3] ?? '0', 16)
  let end = offset + 17
  for (let fields = 0; fields < 2 * count; fields++) end = data.indexOf(space, end) + 1
  const fields = ascii(data.subarray(offset + 17, end)).split(' ')
  const names: string[] = []
  for (let word = 0; word < count; word++) {
    const name = (fields[2 * word] ?? '').replace(/\([^()]*\)$/, '')
    if (!name.includes('_')) names.push(name)
  }
  return names
}

/** Lines are a few kilobytes at most. */
function ascii(line: Uint8Array): string {
  return String.fromCharCode(...line)
}
