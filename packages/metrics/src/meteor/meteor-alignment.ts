import { lowerCase } from '../text/lower-case.ts'
import { stemUnits } from '../text/porter-stemmer.ts'
import { StemTable } from '../text/stem-table.ts'
import { TextUnits } from '../text/text-units.ts'
import type { TokenList } from '../text/token-list.ts'
import type { Synonyms } from './word-net.ts'

/** A hypothesis word and the reference word that it was matched with, by position. */
export interface MeteorMatch {
  readonly hypothesis: number
  readonly reference: number
  readonly kind: 'exact' | 'stem' | 'synonym'
}

/** In place of a word that has been matched. */
const taken = -1

/**
 * Matches words in three stages: the same form, the same stem, a synonym of the hypothesis word's stem.
 *
 * Every stage walks the hypothesis from its end and gives each free word the last free reference position that fits.
 */
export class MeteorAligner {
  readonly #words = new StemTable(lowerCase)
  readonly #scratch = new TextUnits()
  #last = new Int32Array(256)
  #stems: number[] = []
  #synonyms: (readonly number[] | undefined)[] = []
  readonly #lookUp: Synonyms | undefined

  constructor(synonyms: Synonyms | undefined) {
    this.#lookUp = synonyms
  }

  /** The number of a token, in lower case. */
  id(units: Uint16Array, start: number, end: number): number {
    return this.#words.id(units, start, end)
  }

  /** Called between examples, so that memory stays flat; whether tokens have other numbers from now on. */
  rest(): boolean {
    if (!this.#words.rest()) return false
    this.#stems = []
    this.#synonyms = []
    return true
  }

  /** The matches, by hypothesis position. */
  align(hypothesis: TokenList, reference: TokenList): readonly MeteorMatch[] {
    const matches: MeteorMatch[] = []
    const words = hypothesis.ids.slice(0, hypothesis.length)
    const wanted = reference.ids.slice(0, reference.length)
    this.#match(words, wanted, { kind: 'exact', matches })
    for (const side of [words, wanted]) {
      for (let at = 0; at < side.length; at++) if (side[at] !== taken) side[at] = this.#stem(side[at] ?? 0)
    }
    this.#match(words, wanted, { kind: 'stem', matches })
    const isOpen = this.#lookUp !== undefined && matches.length < Math.min(words.length, wanted.length)
    if (isOpen) this.#match(words, wanted, { kind: 'synonym', matches })
    return matches.sort((a, b) => a.hypothesis - b.hypothesis)
  }

  /**
   * One stage. `last[id] − 1` is the last free position of a word in the reference, `before` leads to the one before
   * it.
   */
  #match(
    words: Int32Array,
    wanted: Int32Array,
    { kind, matches }: { kind: MeteorMatch['kind']; matches: MeteorMatch[] },
  ): void {
    const last = this.#lastBuffer(this.#words.size)
    const before = new Int32Array(wanted.length)
    for (let at = 0; at < wanted.length; at++) {
      const id = wanted[at] ?? 0
      if (id === taken) continue
      before[at] = last[id] ?? 0
      last[id] = at + 1
    }
    for (let at = words.length - 1; at >= 0; at--) {
      const id = words[at] ?? 0
      if (id === taken) continue
      const best = kind === 'synonym' ? this.#lastSynonym(id, last) : (last[id] ?? 0)
      if (best === 0) continue
      const position = best - 1
      last[wanted[position] ?? 0] = before[position] ?? 0
      words[at] = taken
      wanted[position] = taken
      matches.push({ hypothesis: at, reference: position, kind })
    }
    for (const id of wanted) if (id !== taken) last[id] = 0
  }

  #lastSynonym(id: number, last: Int32Array): number {
    let best = 0
    for (const other of this.#others(id)) best = Math.max(best, last[other] ?? 0)
    return best
  }

  #lastBuffer(size: number): Int32Array {
    if (this.#last.length < size) this.#last = new Int32Array(2 * size)
    return this.#last
  }

  #stem(id: number): number {
    const known = this.#stems[id]
    if (known !== undefined) return known
    const stem = this.#words.stemAgain(id, stemUnits)
    this.#stems[id] = stem
    return stem
  }

  /** A lemma with capitals never equals a lower-cased word. */
  #others(id: number): readonly number[] {
    const known = this.#synonyms[id]
    if (known !== undefined) return known
    const names = this.#lookUp?.(this.#words.stem(id)) ?? []
    const lower = names.filter((name) => name === name.toLowerCase())
    const others = [id, ...lower.map((name) => this.#idOf(name))]
    this.#synonyms[id] = others
    return others
  }

  #idOf(name: string): number {
    const { units, length } = this.#scratch.read(name)
    return this.#words.idOfStem(units, 0, length)
  }
}
