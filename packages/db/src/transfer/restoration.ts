import { once } from 'node:events'
import { pipeline } from 'node:stream/promises'
import type { Transaction } from 'kysely'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { migrate, migrateAsFar } from '../migrate.ts'
import type { Database } from '../tables/index.ts'
import { type Occupation, readOccupation } from './occupation.ts'
import { copied, listForeignKeys, listTables, quoted, type StoredSequence, type StoredTable } from './relation.ts'
import { openTransferClient } from './transfer-client.ts'

/** A table into which rows are loaded. */
export interface TableIntake {
  take(rows: AsyncIterable<Uint8Array>): Promise<void>
  /** Returns how many rows there were. */
  end(): Promise<number>
}

/** A database that is made from what another one held, in one transaction. */
export interface Restoration {
  readonly trx: Transaction<Database>
  /** The tables that can be filled. */
  readonly tables: ReadonlySet<string>
  /** Takes the rows of a table as text, one table at a time. */
  open(table: StoredTable): TableIntake
  /** When all rows are there: checks what refers to what, and sets the sequences. */
  close(sequences: readonly StoredSequence[]): Promise<void>
}

export interface RestoreOptions {
  readonly url: string
  /** Those that the other database has been through. */
  readonly migrations: readonly string[]
  /** Its tables. */
  readonly tables: readonly StoredTable[]
  /** Throws when a database that is used so must not be filled. */
  readonly admit: (occupation: Occupation) => void
  /** What is done at last, when the database is at the newest migration. */
  readonly settle: (trx: Transaction<Database>) => Promise<void>
}

/**
 * Fills a database with what another one held, and brings it to the newest migration; all of it, or nothing. What is
 * there before is forgotten.
 */
export async function restoreDatabase<Result>(
  { url, migrations, tables, admit, settle }: RestoreOptions,
  fill: (restoration: Restoration) => Promise<Result>,
): Promise<Result> {
  await using transfer = await openTransferClient(url, 'assay import')
  const { client, db } = transfer
  return await db.transaction().execute(async (trx) => {
    admit(await readOccupation(trx, migrations))
    await migrateAsFar<Database>(trx, migrations)
    const there = new Set((await listTables(client)).map(({ name }) => name))
    const names = tables.map(({ name }) => name).filter((name) => there.has(name))
    const keys = await loosen(client, names)
    let intake: OpenIntake | undefined
    const result = await fill({
      trx,
      tables: new Set(names),
      open: (table) => (intake = openIntake(client, table)),
      close: (sequences) => tighten(client, { names, keys, sequences }),
    }).catch(async (error: unknown) => {
      // nothing else can be said over the connection before
      await intake?.abort()
      throw error
    })
    await migrate<Database>(trx)
    await settle(trx)
    return result
  })
}

type ForeignKeys = Awaited<ReturnType<typeof listForeignKeys>>

/** Empties tables, and has them take rows in any order, without doing anything of their own. */
async function loosen(client: pg.ClientBase, names: readonly string[]): Promise<ForeignKeys> {
  const keys = (await listForeignKeys(client)).filter(({ table_name }) => names.includes(table_name))
  for (const { table_name, name } of keys) {
    await client.query(`alter table ${quoted(client, table_name)} drop constraint ${client.escapeIdentifier(name)}`)
  }
  for (const name of names) {
    const table = quoted(client, name)
    await client.query(`alter table ${table} disable trigger user`)
    const { rowCount } = await client.query(`select from ${table} limit 1`)
    // not even its owner may delete from the audit log
    if (rowCount !== 0) await client.query(`delete from ${table}`)
  }
  return keys
}

interface Tightening {
  readonly names: readonly string[]
  readonly keys: ForeignKeys
  readonly sequences: readonly StoredSequence[]
}

async function tighten(client: pg.ClientBase, { names, keys, sequences }: Tightening): Promise<void> {
  for (const { table_name, name, definition } of keys) {
    const table = quoted(client, table_name)
    await client.query(`alter table ${table} add constraint ${client.escapeIdentifier(name)} ${definition}`)
  }
  for (const { name, last_value } of sequences) {
    if (last_value !== null) await client.query('select setval($1::regclass, $2)', [quoted(client, name), last_value])
  }
  for (const name of names) {
    await client.query(`alter table ${quoted(client, name)} enable trigger user`)
    // what is asked from now on would else be planned as if it were empty
    await client.query(`analyze ${quoted(client, name)}`)
  }
}

interface OpenIntake extends TableIntake {
  abort(): Promise<void>
}

function openIntake(client: pg.ClientBase, table: StoredTable): OpenIntake {
  const stream = client.query(copyFrom(`copy ${copied(client, table)} from stdin`))
  // told to whoever writes next
  let failure: unknown
  stream.on('error', (error) => (failure = error))
  return {
    async take(rows) {
      if (failure) throw failure
      await pipeline(rows, stream, { end: false })
    },
    async end() {
      if (failure) throw failure
      const finished = once(stream, 'finish')
      stream.end()
      await finished
      return stream.rowCount
    },
    async abort() {
      if (stream.closed) return
      const { promise: closed, resolve } = Promise.withResolvers<void>()
      stream.once('close', resolve).destroy()
      await closed
    },
  }
}
