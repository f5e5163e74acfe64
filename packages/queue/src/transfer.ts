import type { StoredTable } from '@assay/db'
import { sql, type Transaction } from 'kysely'
import { schema } from './schema.ts'

const job = `${schema}.job`
const arriving = 'arriving_messages'

/** The messages that have still to be handled, and the dead letters. What the queue is besides is declared anew. */
export const waitingMessages = { table: job, condition: "state in ('created', 'retry', 'active')" } as const

/** Makes room for messages of another database, perhaps of another version of pg-boss. */
export async function openMessages<DB>(trx: Transaction<DB>, columns: readonly string[]): Promise<StoredTable> {
  const [from, to] = [sql.table(job), sql.table(arriving)]
  await sql`create temporary table ${to} on commit drop as select * from ${from} with no data`.execute(trx)
  for (const column of columns) {
    await sql`alter table ${to} add column if not exists ${sql.ref(column)} text`.execute(trx)
  }
  return { name: arriving, columns }
}

export interface TakenMessages {
  readonly taken: number
  /** Those of a kind that this Assay no longer has. */
  readonly unknown: number
}

/** Takes the messages in place of all that are there. One that was being handled is handled again. */
export async function takeMessages<DB>(trx: Transaction<DB>, columns: readonly string[]): Promise<TakenMessages> {
  await sql`delete from ${sql.table(job)}`.execute(trx)
  const { rows: known } = await sql<{ name: string }>`
    select attname as name from pg_attribute where attrelid = ${job}::regclass and attnum > 0 and not attisdropped`.execute(
    trx,
  )
  const kept = known.map(({ name }) => name).filter((name) => columns.includes(name))
  const list = sql.join(kept.map((name) => sql.ref(name)))
  await sql`update ${sql.table(arriving)}
    set state = 'retry', started_on = null, heartbeat_on = null, start_after = now() where state = 'active'`.execute(
    trx,
  )
  const { numAffectedRows: taken } = await sql`
    insert into ${sql.table(job)} (${list}) select ${list} from ${sql.table(arriving)}
    where name in (select name from ${sql.table(`${schema}.queue`)})`.execute(trx)
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(arriving)}`.execute(trx)
  return { taken: Number(taken ?? 0), unknown: (rows[0]?.count ?? 0) - Number(taken ?? 0) }
}
