import type { Actor } from '@assay/access'
import { DomainError } from '@assay/schemas'
import { TooManyWaiting } from '@assay/turns'
import type { DataDeps } from './deps.ts'

const retryAfterSeconds = 10

/** Does work that holds much in memory, in its turn. Throws LIMIT_REACHED when its user has too much waiting. */
export async function inTurn<Result>(
  { recomputations, asker }: Pick<DataDeps, 'recomputations' | 'asker'>,
  { user_id }: Actor,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await recomputations.hold({ owner: user_id, signal: asker?.signal, work })
  } catch (error) {
    if (!(error instanceof TooManyWaiting)) throw error
    throw new DomainError('LIMIT_REACHED', { what: 'computations at once', retry_after_seconds: retryAfterSeconds })
  }
}
