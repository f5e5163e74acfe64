import { porterStem } from '../text/porter-stemmer.ts'
import { Vocabulary } from '../text/vocabulary.ts'
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
  readonly #vocabulary = new Vocabulary((word) => word.toLowerCase())
  #last = new Int32Array(256)
  #stems: number[] = []
  #synonyms: (readonly number[] | undefined)[] = []
  readonly #lookUp: Synonyms | undefined

  constructor(synonyms: Synonyms | undefined) {
    this.#lookUp = synonyms
  }

  /** The number of a token, in lower case. */
  id(token: string): number {
    return this.#vocabulary.id(token)
  }

  /** Called between examples, so that memory stays flat; whether tokens have other numbers from now on. */
  rest(): boolean {
    if (!this.#vocabulary.rest()) return false
    this.#stems = []
    this.#synonyms = []
    return true
  }

  /** The matches, by hypothesis position. */
  align(hypothesis: readonly number[], reference: readonly number[]): readonly MeteorMatch[] {
    const matches: MeteorMatch[] = []
    const words = new Int32Array(hypothesis)
    const wanted = new Int32Array(reference)
    this.#match(words, wanted, { kind: 'exact', matches })
    for (const side of [words, wanted]) {
      for (let at = 0; at < side.length; at++) if (side[at] !== taken) side[at] = this.#stem(side[at] ?? 0)
    }
    this.#match(words, wanted, { kind: 'stem', matches })
    if (this.#lookUp !== undefined) this.#match(words, wanted, { kind: 'synonym', matches })
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
    const last = this.#lastBuffer(this.#vocabulary.size)
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
    const stem = this.#vocabulary.id(porterStem(this.#vocabulary.word(id)))
    this.#stems[id] = stem
    return stem
  }

  /** A lemma with capitals never equals a lower-cased word. */
  #others(id: number): readonly number[] {
    const known = this.#synonyms[id]
    if (known !== undefined) return known
    const names = this.#lookUp?.(this.#vocabulary.word(id)) ?? []
    const lower = names.filter((name) => name === name.toLowerCase())
    const others = [id, ...lower.map((name) => this.#vocabulary.id(name))]
    this.#synonyms[id] = others
    return others
  }
}
