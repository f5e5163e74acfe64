import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database } from '../tables/index.ts'
import { valueParsers } from '../value-parsers.ts'

/** One connection, over which rows are copied as text that any other Postgres reads in the same way. */
export interface TransferClient extends AsyncDisposable {
  readonly client: pg.ClientBase
  /** Queries over the same connection: what happens in its transaction happens in that of the client. */
  readonly db: Kysely<Database>
}

/** What is long under way is not ended because it is, and text does not depend on how the server is set up. */
const settings = [
  ...['statement_timeout = 0', 'lock_timeout = 0', 'idle_in_transaction_session_timeout = 0'],
  ...["client_encoding = 'UTF8'", "datestyle = 'ISO, MDY'", "intervalstyle = 'postgres'", "timezone = 'UTC'"],
  ...["bytea_output = 'hex'", 'extra_float_digits = 1'],
]

export async function openTransferClient(url: string, application_name: string): Promise<TransferClient> {
  const pool = new pg.Pool({
    connectionString: url,
    application_name,
    max: 1,
    idleTimeoutMillis: 0,
    keepAlive: true,
    types: valueParsers,
  })
  // whoever waits for an answer is told; the event must not end the process
  pool.on('error', () => {})
  try {
    const client = await pool.connect()
    client.on('error', () => {})
    for (const setting of settings) await client.query(`set ${setting}`)
    client.release()
    const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
    return { client, db, [Symbol.asyncDispose]: () => pool.end() }
  } catch (error) {
    await pool.end()
    throw error
  }
}
