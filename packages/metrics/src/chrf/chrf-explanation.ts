import { ngramMatches } from '../explain/ngram-matches.ts'
import { locateTokens, type SpannedToken } from '../explain/spanned-token.ts'
import type { Match, MetricExample } from '../metric.ts'
import { TextUnits, textOf } from '../text/text-units.ts'
import { isWhiteSpace } from '../text/white-space.ts'
import type { ChrfComputer } from './chrf.ts'
import { eachChrfWord } from './chrf-reader.ts'

/** Of longer texts (in UTF-16 units) the sequences would be too many to show, or to hold. */
const longestExplained = 2 ** 16

interface Explained {
  readonly score: string
  readonly chrf: ChrfComputer
  readonly characterOrder: number
  readonly wordOrder: number
}

/** The character and word n-grams that chrF counted in the reference that it chose. */
export function explainChrf(
  { score, chrf, characterOrder, wordOrder }: Explained,
  { prediction, references }: MetricExample,
): readonly Match[] {
  if (references.length === 0) return []
  const values = references.map((text) => chrf.score(chrf.count({ hypothesis: prediction, references: [text] })))
  const index = values.indexOf(Math.max(...values))
  const reference = references[index] ?? ''
  if (Math.max(prediction.length, reference.length) > longestExplained) return []
  const orders = (most: number) => Array.from({ length: most }, (_, n) => n + 1)
  return [
    ...orders(characterOrder).flatMap((order) =>
      ngramMatches({ score, order, joint: '' }, characters(prediction), [{ index, tokens: characters(reference) }]),
    ),
    ...orders(wordOrder).flatMap((order) =>
      ngramMatches({ score, order }, words(prediction), [{ index, tokens: words(reference) }]),
    ),
  ]
}

/** Code points but white space. */
function characters(text: string): readonly SpannedToken[] {
  const all: SpannedToken[] = []
  let start = 0
  for (const character of text) {
    const end = start + character.length
    const isBlank = isWhiteSpace(character.codePointAt(0) ?? 0)
    if (!isBlank) all.push({ text: character, surface: character, span: [start, end] })
    start = end
  }
  return all
}

function words(text: string): readonly SpannedToken[] {
  const all: string[] = []
  const read = new TextUnits().read(text)
  eachChrfWord(read, (start, end) => all.push(textOf(read.units, start, end)))
  return locateTokens(all, text).map((token, at) => ({ ...token, surface: all[at] ?? '' }))
}
