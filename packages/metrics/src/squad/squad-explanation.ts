import { ngramMatches } from '../explain/ngram-matches.ts'
import type { SpannedToken } from '../explain/spanned-token.ts'
import type { Match, MetricExample } from '../metric.ts'
import { eachWord } from '../text/white-space.ts'
import { normalizeAnswer, tokenF1 } from './squad.ts'

/** The words that token F1 found in the best reference. */
export function explainTokenF1({ prediction, references }: MetricExample): readonly Match[] {
  if (references.length === 0) return []
  const values = references.map((reference) => tokenF1(prediction, reference))
  const index = values.indexOf(Math.max(...values))
  return ngramMatches({ score: 'token_f1', order: 1 }, tokens(prediction), [
    { index, tokens: tokens(references[index] ?? '') },
  ])
}

/** Words that normalisation leaves; a word may become none (an article) or, with Unicode letters, several. */
function tokens(text: string): readonly SpannedToken[] {
  const all: SpannedToken[] = []
  eachWord(text, (word, start) => {
    const normal = normalizeAnswer(word)
    if (normal !== '') all.push({ text: normal, surface: normal, span: [start, start + word.length] })
  })
  return all
}
