import { TextUnits } from '../text/text-units.ts'
import { eachWordOf, strip } from '../text/white-space.ts'
import { type TokenSink, WesternCutter } from './western-cutter.ts'

/** How BLEU cuts a text: by the rules of mteval v13a or v14, by code point, for Chinese, or at white space only. */
export type BleuTokenization = '13a' | 'intl' | 'char' | 'zh' | 'none'

/** Calls `token` with every token of a text; scratch memory stays from call to call. */
export type BleuTokenizer = (text: string, token: TokenSink) => void

/** ASCII symbols but `' , - .`, then period and comma not between digits, then the hyphen after a digit. */
function cutWestern(text: string): string {
  return cutNumbers(cutSymbols(text))
}

/** Sets ASCII symbols other than `' , - .` apart. */
export function cutSymbols(text: string): string {
  return text.replace(/[{-~[-` -&(-+:-@/]/g, ' $& ')
}

/** Sets period and comma apart unless a digit stands before and after, and the hyphen after a digit. */
export function cutNumbers(text: string): string {
  return text
    .replace(/([^0-9])([.,])/gu, '$1 $2 ')
    .replace(/([.,])([^0-9])/gu, ' $1 $2')
    .replace(/([0-9])-/g, '$1 - ')
}

function cutInternational(text: string): string {
  return text
    .replace(/(\P{N})(\p{P})/gu, '$1 $2 ')
    .replace(/(\p{P})(\P{N})/gu, ' $1 $2')
    .replace(/\p{S}/gu, ' $& ')
}

/**
 * What the reference takes for Chinese. Two of its ranges are wrong (U+2001–U+2A6D and U+2F81–U+2FA1 for planes 2
 * characters) and are kept, since published scores have them.
 */
const chinese =
  /[\u3400-\u4db5\u4e00-\u9fbb\uf900-\ufa2d\ufa30-\ufa6a\ufa70-\ufad9\u2001-\u2a6d\u2f81-\u2fa1\uff00-\uffef\u2e80-\u2eff\u3000-\u303f\u31c0-\u31ef\u2f00-\u2fdf\u2ff0-\u2fff\u3100-\u312f\u31a0-\u31bf\ufe10-\ufe1f\ufe30-\ufe4f\u2600-\u27bf\u3200-\u33ff]/g

function western(): BleuTokenizer {
  const cutter = new WesternCutter()
  return (text, token) => {
    const line = text.replaceAll('<skipped>', '').replaceAll('-\n', '')
    cutter.each(line.includes('&') ? decodeEntities(line) : line, token)
  }
}

/** A tokenizer that puts spaces where tokens end. */
function spaced(cut: (text: string) => string): () => BleuTokenizer {
  return () => {
    const units = new TextUnits()
    return (text, token) => {
      units.read(cut(text))
      eachWordOf(units, (start, end) => token(units.units, start, end))
    }
  }
}

/** `&quot; &amp; &lt; &gt;`, each once, in this order: `&amp;lt;` becomes `<`. */
export function decodeEntities(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>')
}

/** The tokenizers by the name that signatures give them. */
export const bleuTokenizers: Readonly<Record<BleuTokenization, () => BleuTokenizer>> = {
  '13a': western,
  intl: spaced(cutInternational),
  char: spaced((text) => [...text].join(' ')),
  zh: spaced((text) => cutWestern(strip(text).replace(chinese, ' $& '))),
  none: spaced((text) => text),
}
