import type { Database } from '@assay/db'
import { submitRuns, transactAround } from '@assay/engine'
import { unheard } from '@assay/engine/testing'
import { type Kysely, sql } from 'kysely'
import { addOwner, noOpRun } from '../platform/no-op.ts'

export interface Backlog {
  readonly owners: number
  readonly queued_each: number
}

const jobsPerRun = 100

/** Queues jobs of many owners, and nothing else. */
export async function queueBacklog(db: Kysely<Database>, { owners, queued_each }: Backlog): Promise<void> {
  await sql`truncate users cascade`.execute(db)
  for (let owner = 0; owner < owners; owner++) {
    const owner_id = await addOwner(db)
    const runs = Array.from({ length: queued_each / jobsPerRun }, () => noOpRun(owner_id, jobsPerRun))
    await transactAround(unheard(db), (held) => submitRuns(held, runs))
  }
  await sql`vacuum analyze jobs, runs`.execute(db)
}
