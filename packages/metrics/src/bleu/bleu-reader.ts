import type { TokenList } from '../text/token-list.ts'
import { Vocabulary } from '../text/vocabulary.ts'
import { eachWord, splitWords, stripEnd } from '../text/white-space.ts'
import { type BleuTokenization, type BleuTokenizer, bleuTokenizers } from './bleu-tokenizer.ts'

const forgetAfter = 1 << 17

/** What is done to a text before it is cut. */
export interface BleuReading {
  readonly tokenize: BleuTokenization
  readonly lowercase: boolean
  /** Whether white space at the end goes first; Hugging Face's BLEU keeps it, which joins a hyphen before it. */
  readonly stripEnd: boolean
}

/** Turns texts into token numbers; a word that was met before is not cut again. */
export class BleuReader {
  readonly #vocabulary = new Vocabulary()
  readonly #cuts = new Map<string, readonly number[]>()
  readonly #tokenizer: BleuTokenizer
  readonly #reading: BleuReading

  constructor(reading: BleuReading) {
    this.#reading = reading
    this.#tokenizer = bleuTokenizers[reading.tokenize]
  }

  /** Called between examples, so that memory stays flat. */
  rest(): void {
    if (this.#cuts.size > forgetAfter) this.#cuts.clear()
    if (this.#cuts.size === 0) this.#vocabulary.rest()
  }

  /** Puts the text's tokens into the list, in place of what it held. */
  read(text: string, into: TokenList): void {
    const cased = this.#reading.lowercase ? text.toLowerCase() : text
    const line = this.#tokenizer.prepare(this.#reading.stripEnd ? stripEnd(cased) : cased)
    into.clear()
    eachWord(line, (word, start) => {
      const first = start === 0
      const last = start + word.length === line.length
      const ids = !this.#tokenizer.padded && (first || last) ? this.#atEdge(word, first, last) : this.#inside(word)
      for (const id of ids) into.push(id)
    })
  }

  /** The tokens as texts. */
  tokens(text: string, list: TokenList): string[] {
    this.read(text, list)
    return [...list.ids.subarray(0, list.length)].map((id) => this.#vocabulary.word(id))
  }

  #inside(word: string): readonly number[] {
    let ids = this.#cuts.get(word)
    if (ids === undefined) {
      ids = this.#numbers(` ${word} `)
      this.#cuts.set(word, ids)
    }
    return ids
  }

  #atEdge(word: string, first: boolean, last: boolean): readonly number[] {
    return this.#numbers(`${first ? '' : ' '}${word}${last ? '' : ' '}`)
  }

  #numbers(word: string): readonly number[] {
    return splitWords(this.#tokenizer.cut(word)).map((token) => this.#vocabulary.id(token))
  }
}
