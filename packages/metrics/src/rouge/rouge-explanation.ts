import { type IndexedReference, ngramMatches } from '../explain/ngram-matches.ts'
import type { SpannedToken } from '../explain/spanned-token.ts'
import { commonSubsequence } from '../explain/subsequence.ts'
import type { Match, MetricExample } from '../metric.ts'
import { porterStem } from '../text/porter-stemmer.ts'
import { TextUnits, textOf } from '../text/text-units.ts'
import { createRougeTypes } from './rouge.ts'
import { type RougeReading, rougeTokenizers } from './rouge-pair.ts'
import type { RougeTokenizer } from './rouge-tokenizer.ts'

interface Explained {
  readonly reading: RougeReading
  readonly suffix: '' | '_unicode'
}

/** The words, word pairs and common subsequence that ROUGE counted, each against the reference that it chose. */
export function explainRouge(
  { reading, suffix }: Explained,
  { prediction, references }: MetricExample,
): readonly Match[] {
  if (references.length === 0) return []
  const tokenize = rougeTokenizers[reading.tokenizer ?? 'ascii']
  const found = tokens(prediction, tokenize)
  const chosen = (type: 'rouge1' | 'rouge2' | 'rougeL'): IndexedReference => {
    const score = createRougeTypes([type], reading)
    const values = references.map((reference) => score(prediction, [reference]).get(type)?.fmeasure ?? 0)
    const index = values.indexOf(Math.max(...values))
    return { index, tokens: tokens(references[index] ?? '', tokenize) }
  }
  return [
    ...ngramMatches({ score: `rouge1${suffix}`, order: 1 }, found, [chosen('rouge1')]),
    ...ngramMatches({ score: `rouge2${suffix}`, order: 2 }, found, [chosen('rouge2')]),
    ...subsequenceMatches(`rougeL${suffix}`, found, chosen('rougeL')),
  ]
}

function subsequenceMatches(
  score: string,
  found: readonly SpannedToken[],
  { index, tokens }: IndexedReference,
): readonly Match[] {
  return commonSubsequence(found, tokens).flatMap(([i, j]) => {
    const [left, right] = [found[i], tokens[j]]
    if (left === undefined || right === undefined) return []
    return {
      score,
      kind: left.surface === right.surface ? 'exact' : 'stem',
      text: left.text,
      count: 1,
      reference: index,
      prediction_spans: left.span === undefined ? [] : [left.span],
      reference_spans: right.span === undefined ? [] : [right.span],
    }
  })
}

function tokens(text: string, tokenize: RougeTokenizer): readonly SpannedToken[] {
  const all: SpannedToken[] = []
  tokenize(
    new TextUnits().read(text),
    (units, start, end, place) => {
      const surface = textOf(units, start, end)
      all.push({
        text: surface.length > 3 ? porterStem(surface) : surface,
        surface,
        span: [place, place + end - start],
      })
    },
    () => {},
  )
  return all
}
