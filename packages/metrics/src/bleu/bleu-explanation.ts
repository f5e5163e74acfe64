import { ngramMatches } from '../explain/ngram-matches.ts'
import { locateTokens } from '../explain/spanned-token.ts'
import type { Match, MetricExample } from '../metric.ts'
import { TokenList } from '../text/token-list.ts'
import { BleuReader } from './bleu-reader.ts'
import type { BleuTokenization } from './bleu-tokenizer.ts'

const orders = [1, 2, 3, 4]

/** The n-grams of one to four tokens that BLEU counted. */
export function explainBleu(
  { score, tokenize }: { readonly score: string; readonly tokenize: BleuTokenization },
  { prediction, references }: MetricExample,
): readonly Match[] {
  if (references.length === 0) return []
  const reader = new BleuReader({ tokenize, lowercase: false, stripEnd: true })
  const tokens = (text: string) => locateTokens(reader.tokens(text, new TokenList()), text)
  const found = tokens(prediction)
  const wanted = references.map((reference, index) => ({ index, tokens: tokens(reference) }))
  return orders.flatMap((order) => ngramMatches({ score, order }, found, wanted))
}
