import { goesOn, goesOnInLowerCase, reach } from './sentence-boundary.ts'

/** Baselines read so many characters of an input; the rest is left out. */
export const longestText = 200_000

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })
/** After an end of sentence, its closing quotes or brackets, and a space. */
const afterSentence = /(?<=[.!?…][\p{Pe}\p{Pf}"']{0,3}\s)/u

/**
 * The sentences of a text, trimmed, without empty ones: those of Unicode (UAX 29), joined again where an abbreviation,
 * an initial, a list number, a quotation that goes on in lower case, or a wrapped line was taken for an end. A text
 * without any capital ends its sentences in lower case too. Lazy, and ends at `longestText` characters.
 */
export function* sentencesOf(text: string): Generator<string, void, undefined> {
  const clipped = clip(text)
  const hasCapitals = /\p{Lu}/u.test(clipped)
  let parts: string[] = []
  let end = ''
  for (const segment of hasCapitals ? segmentsOf(clipped) : lowerCaseSegmentsOf(clipped)) {
    const next = segment.slice(0, reach)
    if (end !== '' && !goesOn(end, next) && !(hasCapitals && goesOnInLowerCase(end, next))) {
      yield* nonEmpty(parts.join(''))
      parts = []
      end = ''
    }
    parts.push(segment)
    end = (end + segment.slice(-reach)).slice(-reach)
  }
  yield* nonEmpty(parts.join(''))
}

function clip(text: string): string {
  return text.length <= longestText ? text : text.slice(0, longestText).toWellFormed()
}

function* segmentsOf(text: string): Generator<string, void, undefined> {
  for (const { segment } of segmenter.segment(text)) yield segment
}

/** Unicode ends no sentence before a small letter. */
function* lowerCaseSegmentsOf(text: string): Generator<string, void, undefined> {
  for (const segment of segmentsOf(text)) yield* segment.split(afterSentence)
}

function* nonEmpty(sentence: string): Generator<string, void, undefined> {
  const spaced = sentence.replace(/\s+/gu, ' ').trim()
  if (spaced !== '') yield spaced
}
