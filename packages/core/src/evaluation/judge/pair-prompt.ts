import type { JudgeCriterion, JudgeSpec } from '@assay/schemas'
import { fillIn, shownParts } from './prompt.ts'

/** How a judge of pairs is asked that has no template of its own. */
export function defaultPairPrompt(needs: JudgeSpec['needs']): string {
  return [
    'Compare the two answers below by one criterion alone: {criterion}.\n{description}\n\n{steps}',
    ...shownParts(needs),
    'The first answer:\n<first>\n{first}\n</first>',
    'The second answer:\n<second>\n{second}\n</second>',
  ].join('\n\n')
}

/** What a judge is shown of an example with two answers. */
export interface PairedTexts {
  readonly input: string | null
  readonly references: readonly string[]
  readonly first: string
  readonly second: string
}

/** The question which of two answers to an example is better by one criterion. */
export function toPairPrompt(
  { prompt }: Pick<JudgeSpec, 'prompt'>,
  { name, description, steps }: JudgeCriterion,
  { input, references, first, second }: PairedTexts,
): string {
  const question = fillIn(prompt, {
    ...{ input: input ?? '', reference: references.join('\n\n'), first, second },
    ...{ criterion: name, description, steps },
  })
  const form = '{"reason": "<one or two sentences>", "better": "<first, second or tie>"}'
  return (
    `${question}\n\nSay which answer is better, the first or the second, whatever the order in which they stand; if ` +
    'neither is, it is a tie. First say why in one or two sentences, then which. Answer with one JSON object and ' +
    `nothing else:\n${form}`
  )
}
