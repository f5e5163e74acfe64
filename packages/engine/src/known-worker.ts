import type { Database } from '@assay/db'
import type { Offers, Placement } from '@assay/schemas'
import { type Kysely, sql } from 'kysely'
import { isAlive } from './requirement.ts'

/** A worker that has a session, or had one that did not end well, not long ago. */
export interface KnownWorker {
  readonly id: string
  readonly name: string
  readonly slots: number
  readonly offers: Offers | null
  readonly kinds: readonly string[]
  readonly placements: readonly Placement[]
  /** Whether it has renewed its session in time, and takes jobs. */
  readonly is_taking: boolean
  /** How many jobs it executes. */
  readonly running: number
}

export async function listKnownWorkers(db: Kysely<Database>): Promise<KnownWorker[]> {
  const { rows } = await sql<KnownWorker>`
    select id, name, slots, offers, kinds, placements, draining_at is null and ${isAlive} as is_taking,
      (select count(*)::int from jobs where jobs.worker_id = workers.id and state = 'running') as running
    from workers order by id`.execute(db)
  return rows
}

/** Those that are meant for such jobs. */
export function meantFor(
  { kind, placement }: { readonly kind: string; readonly placement: Placement },
  workers: readonly KnownWorker[],
): KnownWorker[] {
  return workers.filter(({ kinds, placements }) => kinds.includes(kind) && placements.includes(placement))
}
