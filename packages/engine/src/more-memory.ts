import type { Database } from '@assay/db'
import { sql, type Transaction } from 'kysely'
import { isMeantFor } from './requirement.ts'
import type { Decision, HeldJob } from './settlement.ts'

interface Step extends Decision {
  readonly job: HeldJob
}

/**
 * Gives jobs that ran out of memory as much more as their policy says, and as any known worker has. One that cannot
 * have more than it had fails: it would only run out of it again.
 */
export async function withMoreMemory<Each extends Step>(
  trx: Transaction<Database>,
  steps: readonly Each[],
): Promise<Each[]> {
  const growing = steps.filter(({ cause, needs_memory }) => cause === 'retried' && needs_memory)
  const most = growing.length === 0 ? new Map<string, number | null>() : await mostMemory(trx, growing)
  return steps.map((step) => (growing.includes(step) ? grown(step, most.get(step.job.id) ?? 0) : step))
}

function grown<Each extends Step>(step: Each, most_bytes: number): Each {
  const { requires, memory_factor } = step.job
  const memory_bytes = Math.min(Math.ceil((requires?.memory_bytes ?? 0) * memory_factor), most_bytes)
  if (!requires || memory_bytes <= requires.memory_bytes) return { ...step, cause: 'failed' }
  return { ...step, requires: { ...requires, memory_bytes } }
}

/** The most memory of any known worker that takes such a job, by id of the job. */
async function mostMemory(trx: Transaction<Database>, steps: readonly Step[]): Promise<Map<string, number | null>> {
  const { rows } = await sql<{ id: string; most: number | null }>`
    select id, (
      select max((workers.offers ->> 'memory_bytes')::float8) from workers where ${isMeantFor}
    ) as most
    from jobs where id = any(${steps.map(({ job }) => job.id)}::uuid[])`.execute(trx)
  return new Map(rows.map(({ id, most }) => [id, most]))
}
