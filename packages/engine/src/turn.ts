import { type Claimed, claimInto } from './claim.ts'
import type { ClaimRequest } from './claim-request.ts'
import type { EngineDeps } from './deps.ts'
import { RunLedger } from './run-ledger.ts'
import { settleInto } from './settle.ts'
import type { Settlement } from './settlement.ts'
import { transactAround } from './transact.ts'

interface Turn extends Claimed {
  /** Ids of the jobs that moved. */
  readonly moved: ReadonlySet<string>
}

/**
 * Ends attempts of a worker and takes its next jobs, in one transaction: what comes after a job need not wait for two
 * commits. The claim waits for nobody, as runs are held already: lock order allows no waiting then.
 */
export async function settleAndClaim(
  deps: Pick<EngineDeps, 'db' | 'hints' | 'onSettled'>,
  { settlements, request }: { readonly settlements: readonly Settlement[]; readonly request: ClaimRequest },
): Promise<Turn> {
  return transactAround(deps, async (held) => {
    const ledger = new RunLedger(held)
    const moved = await settleInto(ledger, { trx: held.db, settlements, onSettled: deps.onSettled })
    const claimed = await claimInto(ledger, { trx: held.db, request, locking: { skip_locked: true } })
    await ledger.flush()
    return { moved, ...claimed }
  })
}
