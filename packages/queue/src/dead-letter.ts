import type { PgBoss } from 'pg-boss'
import { z } from 'zod'
import { deadLetterQueue } from './catalogue.ts'

export interface DeadLetter {
  readonly id: string
  readonly name: string
  readonly payload: unknown
  readonly sent_at: string
  readonly failed_at: string
  readonly attempts: number
  readonly reason: string
}

export interface DeadLetters {
  list(): Promise<DeadLetter[]>
  /** Sends one again, as new; false when there is none of this id. */
  redrive(id: string): Promise<boolean>
}

const failure = z.object({ message: z.string() })
/** Our own errors, or what pg-boss writes when a worker died or took too long. */
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

/** pg-boss declares `Date`; with our connections an instant is text already. */
function toInstant(time: Date | string): string {
  return new Date(time).toISOString()
}
