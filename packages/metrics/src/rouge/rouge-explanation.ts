import { type IndexedReference, ngramMatches } from '../explain/ngram-matches.ts'
import type { SpannedToken } from '../explain/spanned-token.ts'
import { commonSubsequence } from '../explain/subsequence.ts'
import type { Match, MetricExample } from '../metric.ts'
import { porterStem } from '../text/porter-stemmer.ts'
import { TextUnits, textOf } from '../text/text-units.ts'
import { createRougeTypes } from './rouge.ts'
import { asciiTokens } from './rouge-tokenizer.ts'

/** The words, word pairs and common subsequence that ROUGE counted, each against the reference that it chose. */
export function explainRouge({ prediction, references }: MetricExample): readonly Match[] {
  if (references.length === 0) return []
  const found = tokens(prediction)
  const chosen = (type: 'rouge1' | 'rouge2' | 'rougeL'): IndexedReference => {
    const score = createRougeTypes([type], { stemmer: true })
    const values = references.map((reference) => score(prediction, [reference]).get(type)?.fmeasure ?? 0)
    const index = values.indexOf(Math.max(...values))
    return { index, tokens: tokens(references[index] ?? '') }
  }
  return [
    ...ngramMatches({ score: 'rouge1', order: 1 }, found, [chosen('rouge1')]),
    ...ngramMatches({ score: 'rouge2', order: 2 }, found, [chosen('rouge2')]),
    ...subsequenceMatches(found, chosen('rougeL')),
  ]
}

function subsequenceMatches(found: readonly SpannedToken[], { index, tokens }: IndexedReference): readonly Match[] {
  return commonSubsequence(found, tokens).flatMap(([i, j]) => {
    const [left, right] = [found[i], tokens[j]]
    if (left === undefined || right === undefined) return []
    return {
      score: 'rougeL',
      kind: left.surface === right.surface ? 'exact' : 'stem',
      text: left.text,
      count: 1,
      reference: index,
      prediction_spans: left.span === undefined ? [] : [left.span],
      reference_spans: right.span === undefined ? [] : [right.span],
    }
  })
}

function tokens(text: string): readonly SpannedToken[] {
  const all: SpannedToken[] = []
  asciiTokens(
    new TextUnits().read(text),
    (units, start, end) => {
      const surface = textOf(units, start, end)
      all.push({ text: surface.length > 3 ? porterStem(surface) : surface, surface, span: [start, end] })
    },
    () => {},
  )
  return all
}
