import type { HeldAttempt } from '@assay/schemas'
import { type Attempt, endAll } from './attempt.ts'
import type { WorkSource } from './work-source.ts'

interface HeldCheck {
  readonly source: Pick<WorkSource, 'held' | 'readopt'>
  readonly attempts: ReadonlyMap<string, Attempt>
  readonly isSettling: (job_id: string) => boolean
  readonly handBack: (attempt: HeldAttempt) => void
}

/**
 * Brings what this worker executes in line with what the source says it holds: ends what is to stop, takes back or
 * kills what was declared lost, and hands back what was claimed for it by a claim whose answer never came (seen on two
 * looks).
 */
export function createHeldCheck({ source, attempts, isSettling, handBack }: HeldCheck): () => Promise<void> {
  let unknownBefore = new Set<string>()
  let looking = Promise.resolve()

  async function look(): Promise<void> {
    const mine = [...attempts.values()]
    const held = new Map((await source.held()).map((attempt) => [attempt.job_id, attempt]))
    const missing = mine.filter(({ job_id, attempt }) => held.get(job_id)?.attempt !== attempt && attempts.has(job_id))
    const taken = missing.length === 0 ? new Set() : await source.readopt(missing.map(identityOf))
    endAll(
      missing.filter(({ job_id }) => !taken.has(job_id)),
      'superseded',
    )
    const unknown = new Set<string>()
    for (const [job_id, { run_id, attempt, stop_requested }] of held) {
      if (stop_requested) attempts.get(job_id)?.end('stopped')
      if (attempts.has(job_id) || isSettling(job_id)) continue
      if (unknownBefore.has(job_id)) handBack({ job_id, run_id, attempt })
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
