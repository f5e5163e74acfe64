import type { ClaimedJob } from '@assay/schemas'
import { type ClaimRequest, claimFree } from './claim.ts'
import type { EngineDeps } from './deps.ts'
import { type Settlement, settleWithin } from './settle.ts'
import { transactAround } from './transact.ts'

interface Turn {
  /** Ids of the jobs that moved. */
  readonly moved: ReadonlySet<string>
  readonly claimed: readonly ClaimedJob[]
}

/**
 * Ends attempts of a worker and takes its next jobs, in one transaction: what comes after a job need not wait for two
 * commits. The claim waits for nobody, as runs are held already: lock order allows no waiting then.
 */
export async function settleAndClaim(
  deps: Pick<EngineDeps, 'db' | 'hints'>,
  { settlements, request }: { readonly settlements: readonly Settlement[]; readonly request: ClaimRequest },
): Promise<Turn> {
  return transactAround(deps, async (held) => {
    const moved = await settleWithin(held, settlements)
    return { moved, claimed: await claimFree(held, request) }
  })
}
