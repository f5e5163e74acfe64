import type { CoreDeps } from '@assay/core'
import { type HeldAttempt, listHeldAttempts, readoptAttempts } from '@assay/engine'
import { type Attempt, endAll } from './attempt.ts'

interface HeldCheck {
  readonly worker_id: string
  readonly attempts: ReadonlyMap<string, Attempt>
  readonly isSettling: (job_id: string) => boolean
  readonly handBack: (attempt: HeldAttempt) => void
}

/**
 * Brings what this worker executes in line with what our rows say it holds: ends what is to stop, takes back or kills what
 * was declared lost, and hands back what was claimed for it by a claim whose answer never came (seen on two looks).
 */
export function createHeldCheck(
  deps: Pick<CoreDeps, 'db'>,
  { worker_id, attempts, isSettling, handBack }: HeldCheck,
): () => Promise<void> {
  let unknownBefore = new Set<string>()
  let looking = Promise.resolve()

  async function look(): Promise<void> {
    const mine = [...attempts.values()]
    const held = new Map((await listHeldAttempts(deps.db, worker_id)).map((attempt) => [attempt.job_id, attempt]))
    const missing = mine.filter(({ job_id, attempt }) => held.get(job_id)?.attempt !== attempt && attempts.has(job_id))
    const taken = await readoptAttempts(deps.db, { worker_id, attempts: missing.map(identityOf) })
    endAll(
      missing.filter(({ job_id }) => !taken.has(job_id)),
      'superseded',
    )
    const unknown = new Set<string>()
    for (const [job_id, attempt] of held) {
      if (attempt.stop_requested) attempts.get(job_id)?.end('stopped')
      if (attempts.has(job_id) || isSettling(job_id)) continue
      if (unknownBefore.has(job_id)) handBack(attempt)
      unknown.add(job_id)
    }
    unknownBefore = unknown
  }

  // one after the other: two that overlap would count as two looks, although nothing can have happened between them
  return () => {
    looking = looking.catch(() => {}).then(look)
    return looking
  }
}

function identityOf({ job_id, run_id, attempt }: Attempt): HeldAttempt {
  return { job_id, run_id, attempt }
}
