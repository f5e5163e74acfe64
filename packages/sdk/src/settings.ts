import type { AnswerLog } from './assay-promise.ts'
import type { Logger } from './log.ts'
import type { SignIn } from './sign-in/sign-in.ts'

/** What sends a request, as the global `fetch` does. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

/** Options with nothing left open. */
export interface Settings {
  readonly url: string
  readonly signIn: SignIn
  readonly timeout: number
  readonly maxRetries: number
  readonly retryDelay: number
  readonly fetch: Fetch
  readonly headers: Headers
  readonly log: Logger
  /** Who is told of each answer. */
  readonly answers: readonly AnswerLog[]
}
