import { textOf } from '../text/text-units.ts'
import { LemmaIndex } from './lemma-index.ts'

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
/** Of an offset in an index line, with the space before it. */
const offsetWidth = 9

/**
 * The synonyms that METEOR takes from WordNet: for each part of speech the word itself and what one suffix rule makes
 * of it, looked up in the index; of every synset found all lemma names, with their capitals, without those of several
 * words. Exception lists (`mice`, `ran`) are not used. The files are read where they lie;
 * where lemmas begin in them is noted with the first word.
 */
export function wordNetSynonyms(files: WordNetFiles): Synonyms {
  const indexes = new Map<PartOfSpeech, LemmaIndex>()
  const indexOf = (part: PartOfSpeech) => {
    const index = indexes.get(part) ?? new LemmaIndex(files[part].index)
    indexes.set(part, index)
    return index
  }
  return (word) => {
    const names = new Set<string>()
    for (const part of partsOfSpeech) {
      for (const form of forms(word.toLowerCase(), part)) {
        for (const offset of synsetOffsets(files[part].index, indexOf(part), form)) {
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
function synsetOffsets(bytes: Uint8Array, index: LemmaIndex, lemma: string): readonly number[] {
  if (lemma === '' || lemma.includes(' ')) return []
  const start = index.find(lemma)
  if (start < 0) return []
  const count = decimal(bytes, start + lemma.length + 3)
  let end = bytes.indexOf(lineFeed, start)
  if (end < 0) end = bytes.length
  while (bytes[end - 1] === space) end--
  return Array.from({ length: count }, (_, at) => decimal(bytes, end - offsetWidth * (count - at) + 1))
}

/** Fields of a data line: offset, file, kind, words as two hex digits, then word and sense number in turn. */
function lemmaNames(data: Uint8Array, offset: number): readonly string[] {
  const count = Number.parseInt(textOf(data, offset + 14, offset + 16), 16)
  const names: string[] = []
  let start = offset + 17
  for (let word = 0; word < count; word++) {
    const end = data.indexOf(space, start)
    const name = textOf(data, start, end)
    if (!name.includes('_')) names.push(name.endsWith(')') ? name.replace(/\([^()]*\)$/, '') : name)
    start = data.indexOf(space, end + 1) + 1
  }
  return names
}

/** The number that begins there. */
function decimal(bytes: Uint8Array, start: number): number {
  let value = 0
  for (let at = start; at < bytes.length; at++) {
    const digit = (bytes[at] ?? 0) - 48
    if (digit < 0 || digit > 9) break
    value = 10 * value + digit
  }
  return value
}
