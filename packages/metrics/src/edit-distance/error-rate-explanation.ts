import { locateTokens, type SpannedToken } from '../explain/spanned-token.ts'
import type { Edit, Span } from '../metric.ts'
import { strip } from '../text/white-space.ts'
import { type AlignedEdit, listEdits } from './edit-counts.ts'
import { comparedSymbols, wordsOfRate } from './error-rate.ts'

/** Two texts, one of them a reference with its index, and the score that compares them. */
export interface ExplainedRate {
  readonly score: string
  readonly prediction: string
  readonly reference: string
  readonly index: number
}

/** The words that are wrong, left out or added. Throws TOO_LARGE, as the score does. */
export function explainWordErrors(explained: ExplainedRate): readonly Edit[] {
  return errors(explained, (text) => locateTokens(wordsOfRate(text), text))
}

/** The characters that are wrong, left out or added. Throws TOO_LARGE, as the score does. */
export function explainCharacterErrors(explained: ExplainedRate): readonly Edit[] {
  return errors(explained, (text) => locateTokens([...strip(text)], text))
}

function errors(
  { score, prediction, reference, index }: ExplainedRate,
  read: (text: string) => readonly SpannedToken[],
): readonly Edit[] {
  const [wanted, found] = [read(reference), read(prediction)]
  const symbols = comparedSymbols(texts(wanted), texts(found))
  return listEdits(...symbols).map((edit) => toEdit(edit, { score, index, wanted, found }))
}

function texts(tokens: readonly SpannedToken[]): readonly string[] {
  return tokens.map(({ text }) => text)
}

interface Compared {
  readonly score: string
  readonly index: number
  readonly wanted: readonly SpannedToken[]
  readonly found: readonly SpannedToken[]
}

/** An edit with the tokens that it is about. */
function toEdit({ kind, reference, hypothesis }: AlignedEdit, { score, index, wanted, found }: Compared): Edit {
  const missing = kind === 'left_out' ? undefined : found[hypothesis]
  const meant = kind === 'added' ? undefined : wanted[reference]
  return {
    score,
    kind,
    found: missing?.text ?? '',
    wanted: meant?.text ?? '',
    reference: index,
    prediction_spans: spans(missing),
    reference_spans: spans(meant),
  }
}

function spans(token: SpannedToken | undefined): readonly Span[] {
  return token?.span === undefined ? [] : [token.span]
}
