import { cutNumbers, cutSymbols, decodeEntities } from '../bleu/bleu-tokenizer.ts'
import { splitWords, stripEnd } from '../text/white-space.ts'

/** What is done to a text before its words are compared. */
export interface TerReading {
  /** Splits punctuation off and decodes entities. Default: `false`. */
  readonly normalized?: boolean
  /** Removes `. , ? : ; ! " ( )`. Default: `false`. */
  readonly no_punct?: boolean
  /**
   * Splits Han characters (with `normalized`) and removes East Asian punctuation (with `no_punct`). Default: `false`.
   */
  readonly asian_support?: boolean
  /** Default: `false`. */
  readonly case_sensitive?: boolean
}

const asianPunctuation = /[\u3001\u3002\u3008-\u3011\u3014-\u301f\uff61-\uff65\u30fb]/g
const fullWidthPunctuation = /[\uff0e\uff0c\uff1f\uff1a\uff1b\uff01\uff02\uff08\uff09]/g

/** The blocks that the reference sets apart, one pass each; the fourth runs to U+3F22, by a slip of the reference. */
const asianBlocks = [
  /[\u4e00-\u9fff\u3400-\u4dbf]/g,
  /[\u31c0-\u31ef\u2e80-\u2eff]/g,
  /[\u3300-\u33ff\uf900-\ufaff\ufe30-\ufe4f]/g,
  /[\u3200-\u3f22]/g,
  asianPunctuation,
  fullWidthPunctuation,
]

/** The words that TER compares. */
export function terWords(text: string, reading: TerReading): string[] {
  const stripped = stripEnd(text)
  let line = reading.case_sensitive ? stripped : stripped.toLowerCase()
  if (reading.normalized) line = normalize(line, reading.asian_support ?? false)
  if (reading.no_punct) {
    line = line.replace(/[.,?:;!"()]/g, '')
    if (reading.asian_support) line = line.replace(asianPunctuation, '').replace(fullWidthPunctuation, '')
  }
  return splitWords(line)
}

/** A reference's words: the reference implementation cuts references twice, and the second time can cut more (`'s`). */
export function terReferenceWords(text: string, reading: TerReading): string[] {
  const words = terWords(text, reading)
  return reading.normalized ? terWords(words.join(' '), reading) : words
}

function normalize(text: string, asian: boolean): string {
  const line = decodeEntities(text.replaceAll('\n-', '').replaceAll('\n', ' '))
  const symbols = cutSymbols(` ${line} `)
  const western = cutNumbers(symbols.replaceAll("'s ", " 's "))
  return asian ? asianBlocks.reduce((cut, block) => cut.replace(block, ' $& '), western) : western
}
