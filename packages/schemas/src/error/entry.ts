import { z } from 'zod'

/** What is declared of an error. */
export interface ErrorEntry<Data extends z.ZodType> {
  /** HTTP status of the answer. */
  readonly status: number
  /** Whether the same request may succeed later, unchanged. */
  readonly retryable: boolean
  /** Facts that come with the error; never another user's, never a secret. */
  readonly data: Data
  /** What was wrong and what to do, made from the facts. */
  readonly message: (data: z.infer<Data>) => string
}

/** An error, with the type of its facts. */
export function entry<Data extends z.ZodType>(declared: ErrorEntry<Data>): ErrorEntry<Data> {
  return declared
}

/** No facts. */
export const none = z.object({})

/** Names to choose from instead. */
export const nearest = z.array(z.string()).describe('known names that resemble the unknown one, best first')

/** A question that names the nearest, or nothing. */
export function didYouMean(names: readonly string[]): string {
  return names.length === 0 ? '' : ` Did you mean ${names.map((name) => `"${name}"`).join(' or ')}?`
}

const mostListed = 10

/** The first of these names, in quotes. */
export function quoted(names: readonly string[]): string {
  const shown = names.slice(0, mostListed).map((name) => `"${name}"`)
  return `${shown.join(', ')}${names.length > mostListed ? ` and ${names.length - mostListed} more` : ''}`
}

/** A sentence that names what there is, or nothing. */
export function listed(names: readonly string[]): string {
  return names.length === 0 ? '' : ` It has ${quoted(names)}.`
}

/** An error about an id that names nothing, or nothing of the caller's. */
export function notFound(noun: string, id: string) {
  return entry({
    status: 404,
    retryable: false,
    data: z.object({ [id]: z.string() }),
    message: () => `There is no such ${noun}, or it is not yours. Check the id.`,
  })
}
