import { type Kysely, sql } from 'kysely'
import type pg from 'pg'

/** The space of advisory locks by which objects are held. */
const space = 7_304

/**
 * Has objects whose rows are deleted from now on stay in storage, for as long as the connection stands: whoever reads a
 * snapshot of the rows still finds their objects.
 */
export async function holdObjects(client: pg.ClientBase): Promise<void> {
  await client.query('select pg_advisory_lock_shared($1, 0)', [space])
}

/** Whether somebody holds objects. Whoever deletes one asks after its row is gone: who comes later does not know it. */
export async function areObjectsHeld<DB>(db: Kysely<DB>): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    select exists (
      select from pg_locks
      where locktype = 'advisory' and objsubid = 2 and granted and classid::bigint = ${space}
        and database = (select oid from pg_database where datname = current_database())
    ) as held`.execute(db)
  return rows[0]?.held ?? false
}
