import type { PgBoss } from 'pg-boss'
import { z } from 'zod'
import { deadLetterQueue } from './catalogue.ts'

/** A message whose handling failed for good. */
export interface DeadLetter {
  readonly id: string
  /** The message's name, when it was sent. */
  readonly name: string
  readonly payload: unknown
  readonly sent_at: string
  readonly failed_at: string
  readonly attempts: number
  /** What the last attempt failed with. */
  readonly reason: string
}

/** Messages whose handling failed for good, to look at and to send again. */
export interface DeadLetters {
  /** All of them, newest first. */
  list(): Promise<DeadLetter[]>
  /** Sends one again, as new; false when there is none of this id. */
  redrive(id: string): Promise<boolean>
}

const failure = z.object({ message: z.string() })
/** Ours, or what pg-boss writes when a worker died or took too long. */
const output = failure.or(z.object({ value: failure }).transform(({ value }) => value))

export function createDeadLetters(boss: PgBoss): DeadLetters {
  return {
    async list() {
      const found = await boss.findJobs(deadLetterQueue, { queued: true })
      return found
        .map((letter) => ({
          id: letter.id,
          name: letter.sourceName ?? letter.name,
          payload: letter.data,
          sent_at: toInstant(letter.sourceCreatedOn ?? letter.createdOn),
          failed_at: toInstant(letter.createdOn),
          attempts: (letter.sourceRetryCount ?? 0) + 1,
          reason: output.safeParse(letter.sourceOutput).data?.message ?? 'unknown',
        }))
        .sort((one, other) => other.failed_at.localeCompare(one.failed_at))
    },
    async redrive(id) {
      return (await boss.redrive(deadLetterQueue, { ids: [id] })) === 1
    },
  }
}

/** pg-boss says `Date`; over our pool an instant is text already. */
function toInstant(time: Date | string): string {
  return new Date(time).toISOString()
}
