import { parseAsBoolean, parseAsFloat, parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'

export const shows = ['all', 'regressions', 'improvements', 'ties', 'failed'] as const
export const orders = ['regression', 'difference', 'example'] as const
export const modes = ['baseline', 'reference', 'off'] as const

const address = {
  run: parseAsString,
  against: parseAsString,
  score: parseAsString,
  show: parseAsStringLiteral(shows).withDefault('all'),
  order: parseAsStringLiteral(orders).withDefault('regression'),
  text: parseAsString,
  min: parseAsFloat,
  max: parseAsFloat,
  column: parseAsString,
  value: parseAsString,
  example: parseAsInteger,
  mark: parseAsStringLiteral(modes).withDefault('baseline'),
  counted: parseAsBoolean.withDefault(false),
}

/** Which examples are shown, in which order, and which of them is open; all of it stands in the address. */
export function useExampleQuestion() {
  return useQueryStates(address, { history: 'replace', clearOnDefault: true })
}

export type ExampleQuestion = ReturnType<typeof useExampleQuestion>[0]
export type AskExamples = ReturnType<typeof useExampleQuestion>[1]

/** What the server is asked of it. */
export function toExamplesAsked({ show, order, text, min, max, column, value }: ExampleQuestion) {
  return {
    show,
    order,
    ...(text !== null && text !== '' && { text }),
    ...(min !== null && { min_score: min }),
    ...(max !== null && { max_score: max }),
    ...(column !== null && { slice_column: column }),
    ...(column !== null && value !== null && { slice_value: value }),
  }
}

/** What takes all filters away. */
export const unfiltered = { show: null, text: null, min: null, max: null, column: null, value: null } as const
