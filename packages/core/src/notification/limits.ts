import type { GuardedFetchOptions } from '@assay/outgoing'

/** How many a user may have. */
export const mostWebhooks = 20

/** How long what was sent is kept, in days. */
export const keptDays = 30

/** How long the secret before the last rotation signs too. */
export const previousSecretSeconds = 24 * 3600

/** A webhook to which nothing has arrived for so long is disabled. */
export const mostFailingSeconds = 5 * 24 * 3600

const [second, minute, hour] = [1, 60, 3600]

/** How long after each failed attempt the next one is made: over 28 hours in all. */
export const retrySeconds: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  10 * hour,
]

/** How many attempts a delivery has. */
export const mostAttempts = retrySeconds.length + 1

/** How much of an answer is kept. */
export const keptAnswerBytes = 4096

/** Bounds of a call. */
export const callLimits = {
  headers_seconds: 15,
  silence_seconds: 15,
  total_seconds: 15,
  max_redirects: 0,
} satisfies Partial<GuardedFetchOptions>

/** Mails to a user have so many seconds between them; what happens meanwhile is in the next one. */
export const mailPauseSeconds = 60

/** How much one mail names; of the rest it says how much it is. */
export const mostNamedInMail = 20
