import type { TokenList } from '../text/token-list.ts'
import { TokenTable } from '../text/token-table.ts'
import { stripEnd } from '../text/white-space.ts'
import { type BleuTokenization, type BleuTokenizer, bleuTokenizers } from './bleu-tokenizer.ts'

/** What is done to a text before it is cut. */
export interface BleuReading {
  readonly tokenize: BleuTokenization
  readonly lowercase: boolean
  /** Whether white space at the end goes first; Hugging Face's BLEU keeps it, which joins a hyphen before it. */
  readonly stripEnd: boolean
}

/** Turns the texts of one segment into token numbers. */
export class BleuReader {
  readonly #vocabulary = new TokenTable()
  readonly #tokenize: BleuTokenizer
  readonly #reading: BleuReading

  constructor(reading: BleuReading) {
    this.#reading = reading
    this.#tokenize = bleuTokenizers[reading.tokenize]()
  }

  /** Called between segments: tokens have other numbers from now on. */
  forget(): void {
    this.#vocabulary.clear()
  }

  /** Puts the text's tokens into the list, in place of what it held. */
  read(text: string, into: TokenList): void {
    const cased = this.#reading.lowercase ? text.toLowerCase() : text
    into.clear()
    this.#tokenize(this.#reading.stripEnd ? stripEnd(cased) : cased, (units, start, end) =>
      into.push(this.#vocabulary.add(units, start, end)),
    )
  }

  /** The tokens as texts. */
  tokens(text: string, list: TokenList): string[] {
    this.read(text, list)
    return [...list.ids.subarray(0, list.length)].map((id) => this.#vocabulary.text(id))
  }
}
