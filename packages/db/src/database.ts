import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Log } from './log.ts'
import { preparingClient } from './preparing-client.ts'
import { valueParsers } from './value-parsers.ts'

export interface DatabaseOptions {
  /** `postgres://…`; a Unix socket as `postgres://user@localhost/database?host=/directory`. */
  readonly url: string
  /** Connections at most; 10 unless given. */
  readonly pool_size?: number
  readonly application_name?: string
  /** A statement that runs longer is cancelled; no limit unless given. */
  readonly statement_timeout_ms?: number
  /** How long a query waits for a connection before it fails as unavailable; 5,000 unless given. */
  readonly connect_timeout_ms?: number
  /**
   * For connections that run a few statements again and again, each of them by an index: every statement is planned
   * once, and only over indexes, so that a plan from a time when tables were small or unvacuumed does no harm later.
   */
  readonly plans_by_index?: boolean
  readonly log?: Log
}

const planByIndex = '-c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off'

/** Opens a pool of connections; it connects when it is first used and again whenever Postgres comes back. */
export function openDatabase<DB>(options: DatabaseOptions): Kysely<DB> {
  const {
    url,
    pool_size = 10,
    application_name = 'assay',
    statement_timeout_ms,
    connect_timeout_ms = 5_000,
    plans_by_index = false,
  } = options
  const pool = new pg.Pool({
    Client: preparingClient({ every: plans_by_index }),
    ...(plans_by_index && { options: planByIndex }),
    connectionString: url,
    max: pool_size,
    application_name,
    connectionTimeoutMillis: connect_timeout_ms,
    idleTimeoutMillis: 10_000,
    keepAlive: true,
    types: valueParsers,
    ...(statement_timeout_ms !== undefined && { statement_timeout: statement_timeout_ms }),
  })
  pool.on('error', (error) => {
    if (!pool.ending) options.log?.warn({ error }, 'lost an idle database connection')
  })
  pool.on('connect', (client) => {
    // a checked-out client has no listener of the pool; its query rejects, and the event must not end the process
    client.on('error', () => {})
  })
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
}
