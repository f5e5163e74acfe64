import type { Actor } from '@assay/access'
import { type DeadLetter, DomainError } from '@assay/schemas'
import { z } from 'zod'
import type { CoreDeps } from './deps.ts'

export async function listDeadLetters(deps: CoreDeps): Promise<{ items: DeadLetter[] }> {
  const letters = await deps.queue.dead_letters.list()
  return { items: letters.map((letter) => ({ ...letter, payload: z.json().parse(letter.payload) })) }
}

export async function redriveDeadLetter(
  deps: CoreDeps,
  _actor: Actor,
  { dead_letter_id }: { dead_letter_id: string },
): Promise<void> {
  const sent = await deps.queue.dead_letters.redrive(dead_letter_id)
  if (!sent) throw new DomainError('DEAD_LETTER_NOT_FOUND', { dead_letter_id })
}
