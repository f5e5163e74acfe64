import type { Readable } from 'node:stream'
import { type Kysely, sql } from 'kysely'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { listMigrations } from '../migrate.ts'
import { holdObjects } from '../object-hold.ts'
import { countKnownObjects, type KnownObject, knownObjects } from '../repositories/blob.ts'
import type { Database } from '../tables/index.ts'
import {
  copied,
  describeTable,
  listSequences,
  listTables,
  type StoredSequence,
  type StoredTable,
  selected,
} from './relation.ts'
import { openTransferClient } from './transfer-client.ts'

/** Rows as text, and, when all of them are read, how many they were. */
export interface CopiedRows extends Readable {
  readonly rowCount: number
}

/** A database as it was at one moment, while others go on writing. No object of it is deleted before it is closed. */
export interface Snapshot extends AsyncDisposable {
  readonly server_version: string
  /** The migrations that it has been through, in order. */
  readonly migrations: readonly string[]
  readonly tables: readonly StoredTable[]
  readonly sequences: readonly StoredSequence[]
  readonly objects: { readonly count: number; readonly size_bytes: number }
  /** Queries that see the same moment, until `endOfRows`. */
  readonly db: Kysely<Database>
  describe(table: string): Promise<StoredTable>
  /** The rows of a table as text. */
  rows(table: StoredTable, condition?: string): CopiedRows
  /** Lets go of the rows, so that what is deleted meanwhile can be cleaned up; the objects stay. */
  endOfRows(): Promise<void>
  /** After `endOfRows`: the objects of that moment. */
  objectPages(): AsyncIterable<readonly KnownObject[]>
}

const mostObjects = 1_000

export async function openSnapshot(url: string): Promise<Snapshot> {
  await using stack = new AsyncDisposableStack()
  const { client, db } = stack.use(await openTransferClient(url, 'assay export'))
  // before the snapshot: whatever is deleted before this is not in it
  await holdObjects(client)
  await client.query('begin isolation level repeatable read read only')
  await sql`declare known_objects cursor with hold for select * from ${knownObjects} order by object_key`.execute(db)
  const facts = {
    server_version: await readServerVersion(db),
    migrations: await listMigrations(db),
    tables: await listTables(client),
    sequences: await listSequences(client),
    objects: await countKnownObjects(db),
  }
  const opened = stack.move()
  return {
    ...facts,
    db,
    describe: (table) => describeTable(client, table),
    rows: (table, condition) => client.query(copyTo(copyStatement(client, table, condition))),
    async endOfRows() {
      await client.query('commit')
    },
    async *objectPages() {
      for (;;) {
        const { rows } = await client.query<KnownObject>(`fetch ${mostObjects} from known_objects`)
        if (rows.length === 0) return
        yield rows
      }
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function copyStatement(client: pg.ClientBase, table: StoredTable, condition: string | undefined): string {
  if (condition === undefined) return `copy ${copied(client, table)} to stdout`
  return `copy (${selected(client, table)} where ${condition}) to stdout`
}

async function readServerVersion(db: Kysely<Database>): Promise<string> {
  const { rows } = await sql<{ server_version: string }>`show server_version`.execute(db)
  return rows[0]?.server_version ?? 'unknown'
}
