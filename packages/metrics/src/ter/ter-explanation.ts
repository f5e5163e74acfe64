import { locateTokens, type SpannedToken } from '../explain/spanned-token.ts'
import type { Edit, MetricExample } from '../metric.ts'
import { Vocabulary } from '../text/vocabulary.ts'
import { splitWords } from '../text/white-space.ts'
import { EditRate, type TerEdit, terLimits } from './edit-rate.ts'
import { terWords } from './ter-tokenizer.ts'

interface Text {
  readonly numbers: Int32Array<ArrayBuffer>
  readonly tokens: readonly SpannedToken[]
}

/** The edits that TER counted against the first reference that takes least; none where a text is too long. */
export function explainTer({ prediction, references }: MetricExample): readonly Edit[] {
  const [rate, vocabulary] = [new EditRate(), new Vocabulary()]
  const found = read(prediction, vocabulary)
  const compared = references.map((text, index) => {
    const wanted = read(text, vocabulary)
    return { index, wanted, edits: rate.list(found.numbers, wanted.numbers, terLimits.work / references.length) }
  })
  if (compared.some(({ edits }) => edits === null)) return []
  const [least] = compared.toSorted((a, b) => (a.edits?.length ?? 0) - (b.edits?.length ?? 0))
  return (least?.edits ?? []).map((edit) => toEdit(edit, found.tokens, least))
}

/** The words of TER are those between white space, in lower case: each can be found where it stands. */
function read(text: string, vocabulary: Vocabulary): Text {
  const numbers = Int32Array.from(terWords(text, {}), (word) => vocabulary.id(word))
  return { numbers, tokens: locateTokens(splitWords(text), text) }
}

function toEdit(
  { kind, hypothesis, reference }: TerEdit,
  found: readonly SpannedToken[],
  against: { readonly index: number; readonly wanted: Text } | undefined,
): Edit {
  const [words, meant] = [pick(found, hypothesis), pick(against?.wanted.tokens ?? [], reference)]
  return {
    score: 'ter',
    kind,
    found: words.map(({ surface }) => surface).join(' '),
    wanted: meant.map(({ surface }) => surface).join(' '),
    reference: against?.index ?? 0,
    prediction_spans: words.flatMap(({ span }) => (span ? [span] : [])),
    reference_spans: meant.flatMap(({ span }) => (span ? [span] : [])),
  }
}

function pick(tokens: readonly SpannedToken[], positions: readonly number[]): readonly SpannedToken[] {
  return positions.flatMap((position) => tokens[position] ?? [])
}
