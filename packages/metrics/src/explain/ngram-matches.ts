import type { Match, Span } from '../metric.ts'
import { type SpannedToken, spanOf } from './spanned-token.ts'

/** A reference and its index among the example's references. */
export interface IndexedReference {
  readonly index: number
  readonly tokens: readonly SpannedToken[]
}

interface Occurrences {
  readonly surfaces: string[]
  readonly spans: Span[]
  count: number
}

/** Which n-grams, and for which score. */
interface Ngrams {
  readonly score: string
  readonly order: number
  /** What stands between the tokens of an n-gram; default: a space. */
  readonly joint?: string
}

/** The n-grams of one order that the prediction shares, each from the first reference that has most of it. */
export function ngramMatches(
  { score, order, joint = ' ' }: Ngrams,
  prediction: readonly SpannedToken[],
  references: readonly IndexedReference[],
): readonly Match[] {
  const wanted = references.map(({ index, tokens }) => ({ index, ngrams: ngrams(tokens, { order, joint }) }))
  return [...ngrams(prediction, { order, joint })].flatMap(([text, found]) => {
    const best = wanted
      .map(({ index, ngrams }) => ({ index, there: ngrams.get(text) }))
      .reduce((most, one) => ((one.there?.count ?? 0) > (most.there?.count ?? 0) ? one : most))
    if (best.there === undefined) return []
    const count = Math.min(found.count, best.there.count)
    return {
      score,
      kind: found.surfaces[0] === best.there.surfaces[0] ? 'exact' : 'stem',
      text,
      count,
      reference: best.index,
      prediction_spans: found.spans.slice(0, count),
      reference_spans: best.there.spans.slice(0, count),
    }
  })
}

function ngrams(
  tokens: readonly SpannedToken[],
  { order, joint }: { readonly order: number; readonly joint: string },
): ReadonlyMap<string, Occurrences> {
  const all = new Map<string, Occurrences>()
  for (let at = 0; at + order <= tokens.length; at++) {
    const ngram = tokens.slice(at, at + order)
    const text = ngram.map((token) => token.text).join(joint)
    const known = all.get(text) ?? { surfaces: [], spans: [], count: 0 }
    known.count++
    known.surfaces.push(ngram.map((token) => token.surface).join(joint))
    const span = spanOf(ngram)
    if (span !== undefined) known.spans.push(span)
    all.set(text, known)
  }
  return all
}
