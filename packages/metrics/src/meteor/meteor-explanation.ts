import { locateTokens } from '../explain/spanned-token.ts'
import type { Match, MetricExample } from '../metric.ts'
import type { MeteorScorer } from './meteor.ts'
import { nltkTokens } from './nltk-tokenizer.ts'

/** The words that METEOR matched in the best reference: by form, stem or synonym. */
export function explainMeteor(
  name: string,
  score: MeteorScorer,
  { prediction, references }: MetricExample,
): readonly Match[] {
  if (references.length === 0) return []
  const results = references.map((reference) => score(prediction, reference))
  const values = results.map((result) => result.score)
  const reference = values.indexOf(Math.max(...values))
  const found = locateTokens(nltkTokens(prediction), prediction)
  const wanted = locateTokens(nltkTokens(references[reference] ?? ''), references[reference] ?? '')
  return (results[reference]?.matches ?? []).map((match) => {
    const [left, right] = [found[match.hypothesis], wanted[match.reference]]
    return {
      score: name,
      kind: match.kind,
      text: left?.surface ?? '',
      count: 1,
      reference,
      prediction_spans: left?.span === undefined ? [] : [left.span],
      reference_spans: right?.span === undefined ? [] : [right.span],
    }
  })
}
