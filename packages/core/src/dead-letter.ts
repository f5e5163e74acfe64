import { type DeadLetter, DomainError } from '@assay/schemas'
import { z } from 'zod'
import type { Actor } from './actor.ts'
import type { CoreDeps } from './deps.ts'

/** Messages whose handling failed for good, newest first. For admins. */
export async function listDeadLetters(deps: CoreDeps, actor: Actor): Promise<{ items: DeadLetter[] }> {
  requireAdmin(actor)
  const letters = await deps.queue.dead_letters.list()
  return { items: letters.map((letter) => ({ ...letter, payload: z.json().parse(letter.payload) })) }
}

/** Sends a dead letter again, as new. For admins. */
export async function redriveDeadLetter(
  deps: CoreDeps,
  actor: Actor,
  { dead_letter_id }: { dead_letter_id: string },
): Promise<void> {
  requireAdmin(actor)
  const sent = await deps.queue.dead_letters.redrive(dead_letter_id)
  if (!sent) throw new DomainError('DEAD_LETTER_NOT_FOUND', { dead_letter_id })
}

function requireAdmin({ groups }: Actor): void {
  if (!groups.includes('admin')) throw new DomainError('FORBIDDEN', { needs: 'the group admin' })
}
