import { unicodeTokens } from '../rouge/rouge-tokenizer.ts'
import { NgramMatcher } from '../text/ngram-matcher.ts'
import { PairTable } from '../text/pair-table.ts'
import { TextUnits } from '../text/text-units.ts'
import { TokenList } from '../text/token-list.ts'
import { TokenTable } from '../text/token-table.ts'

const orders = 4

/** Shares of n-grams, for n = 1 … 4; `null` where the prediction has fewer than n tokens. */
export type NgramShares = readonly (number | null)[]

/**
 * Share of the prediction's n-grams that the input does not have, for n = 1 … 4; an n-gram counts as often as it
 * stands. Tokens are lower-cased words of any script.
 *
 * A. See, P. Liu, C. Manning, Get To The Point: Summarization with Pointer-Generator Networks (2017).
 */
export function ngramNovelty(prediction: string, input: string): NgramShares {
  const vocabulary = new TokenTable()
  const [source, tokens] = [read(input, vocabulary), read(prediction, vocabulary)]
  const found = new Int32Array(orders)
  new NgramMatcher().occurrences(tokens, source, found)
  return shares(tokens.length, (order, all) => all - (found[order - 1] ?? 0))
}

/** Share of the prediction's n-grams that stood in it before, for n = 1 … 4: 1 − distinct / all. */
export function ngramRepetition(prediction: string): NgramShares {
  const tokens = read(prediction, new TokenTable())
  const table = new PairTable()
  const ids = new Int32Array(tokens.length)
  return shares(tokens.length, (order, all) => {
    table.reset(tokens.length)
    for (let at = 0; at < all; at++) ids[at] = table.add(ids[at] ?? 0, tokens.ids[at + order - 1] ?? 0)
    return all - table.size
  })
}

function shares(length: number, count: (order: number, all: number) => number): NgramShares {
  return Array.from({ length: orders }, (_, n) => {
    const all = length - n
    return all > 0 ? count(n + 1, all) / all : null
  })
}

function read(text: string, vocabulary: TokenTable): TokenList {
  const list = new TokenList()
  unicodeTokens(
    new TextUnits().read(text),
    (units, start, end) => list.push(vocabulary.add(units, start, end)),
    () => {},
  )
  return list
}
