import type { Database } from '@assay/db'
import { type Kysely, sql } from 'kysely'

export interface QueuePlace {
  /** Among its owner's queued jobs, 1: the next. */
  readonly position: number
  /** Among all queued jobs, in the order of the claim. */
  readonly position_overall: number
}

interface Queued {
  readonly id: string
  readonly owner_id: string
  readonly priority: number
}

/** The place of a queued job: what has a smaller turn, or the same and an older job, is before it. */
export async function placeInQueue(db: Kysely<Database>, { id, owner_id, priority }: Queued): Promise<QueuePlace> {
  const { rows } = await sql<QueuePlace>`
    with recursive mine as (
      select (
        select count(*) from jobs where state = 'queued' and owner_id = ${owner_id}
          and (priority > ${priority} or (priority = ${priority} and id <= ${id}))
      )::int as rank, (
        select count(*) from jobs where state = 'running' and owner_id = ${owner_id}
      )::int as running
    ), owners as (
      (select owner_id from jobs where state = 'queued' order by owner_id limit 1)
      union all
      select next.owner_id from owners cross join lateral (
        select owner_id from jobs where state = 'queued' and owner_id > owners.owner_id order by owner_id limit 1
      ) as next
    ), others as (
      select owners.owner_id, mine.running + mine.rank as turn, (
        select count(*) from jobs where state = 'running' and jobs.owner_id = owners.owner_id
      )::int as running
      from owners cross join mine where owners.owner_id <> ${owner_id}
    )
    select mine.rank as position, mine.rank + (
      select count(*)::int from others cross join lateral (
        select id, row_number() over (order by priority desc, id) as rank
        from jobs where state = 'queued' and jobs.owner_id = others.owner_id
        order by priority desc, id limit greatest(others.turn - others.running, 0)
      ) as next
      where others.running + next.rank < others.turn or next.id < ${id}
    ) as position_overall
    from mine`.execute(db)
  return rows[0] ?? { position: 1, position_overall: 1 }
}
