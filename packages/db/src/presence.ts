import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { type DirectConnection, openDirectConnection } from './direct-connection.ts'
import type { Log } from './log.ts'

/** What a process tells all others on the database while it is connected: a number within a space of numbers. */
export interface Mark {
  readonly space: number
  readonly number: number
}

export interface OtherMark extends Mark {
  readonly by: string
}

export interface PresenceOptions {
  readonly url: string
  /** The name that others see, at most 63 bytes. */
  readonly name: string
  readonly marks: readonly Mark[]
  /** Why this process may not run beside these others, whose marks are in the same spaces; undefined when it may. */
  readonly refusal: (others: readonly OtherMark[]) => Error | undefined
  /** How long to wait for others to end, such as one that was just killed; 5,000 unless given. */
  readonly patience_ms?: number
  readonly log?: Log
}

/** The presence of this process. It ends with the process, however that dies. */
export interface Presence extends AsyncDisposable {
  /** Rejects when the connection was lost, and processes that exclude this one have started meanwhile. */
  readonly excluded: Promise<never>
}

const entrance = 7_301
const lookAgainMs = 100
const reconnectMs = 500
const heartbeat_ms = 10_000
/** A machine that fails without a word is noticed after 20 seconds. */
const keepalive = 'set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3'

/**
 * Joins the processes on a database, unless others exclude it. They are read and joined in one step: of two that
 * exclude each other and start at once, one gets in. Throws the refusal.
 *
 * The marks are advisory locks of a connection, which Postgres frees as soon as that ends.
 */
export async function enter(options: PresenceOptions): Promise<Presence> {
  const closing = new AbortController()
  const { promise: excluded, reject } = Promise.withResolvers<never>()
  // for a caller that does not wait for it
  excluded.catch(() => {})
  let connection = entered(await tryPatiently(options))
  const staying = stay().catch(reject)

  async function stay(): Promise<void> {
    while (!closing.signal.aborted) {
      const reason = await connection.lost
      await connection[Symbol.asyncDispose]()
      if (closing.signal.aborted) return
      options.log?.warn({ error: reason }, 'lost the database connection that says that this process is there')
      const attempt = await tryUntilReached(options, closing.signal)
      if (attempt) connection = entered(attempt)
    }
    await connection[Symbol.asyncDispose]()
  }

  return {
    excluded,
    async [Symbol.asyncDispose]() {
      closing.abort()
      await connection[Symbol.asyncDispose]()
      await staying
    },
  }
}

type Attempt = { readonly connection: DirectConnection } | { readonly refusal: Error }

function entered(attempt: Attempt): DirectConnection {
  if ('refusal' in attempt) throw attempt.refusal
  return attempt.connection
}

/** Tries until the database is reached; undefined when this is closed instead. */
async function tryUntilReached(options: PresenceOptions, closing: AbortSignal): Promise<Attempt | undefined> {
  for (;;) {
    await delay(reconnectMs, undefined, { signal: closing }).catch(() => {})
    if (closing.aborted) return undefined
    const attempt = await tryPatiently(options).catch(() => undefined)
    if (attempt) return attempt
  }
}

async function tryPatiently(options: PresenceOptions): Promise<Attempt> {
  const { patience_ms = 5_000 } = options
  const until = performance.now() + patience_ms
  for (;;) {
    const attempt = await tryOnce(options)
    if ('connection' in attempt || performance.now() >= until) return attempt
    await delay(lookAgainMs)
  }
}

async function tryOnce({ url, name, marks, refusal }: PresenceOptions): Promise<Attempt> {
  await using stack = new AsyncDisposableStack()
  const connection = await openDirectConnection({ url, application_name: name, heartbeat_ms }, async (client) => {
    await client.query(keepalive)
  })
  stack.use(connection)
  const { client } = connection
  await client.query('begin')
  await client.query('select pg_advisory_xact_lock($1, 0)', [entrance])
  const refused = refusal(await othersOf(client, marks))
  if (refused) return { refusal: refused }
  for (const { space, number } of marks) await client.query('select pg_advisory_lock_shared($1, $2)', [space, number])
  await client.query('commit')
  stack.move()
  return { connection }
}

async function othersOf(client: pg.Client, marks: readonly Mark[]): Promise<OtherMark[]> {
  const { rows } = await client.query<OtherMark>(
    `select locks.classid::int as space, locks.objid::int as number, coalesce(activity.application_name, '') as by
     from pg_locks as locks left join pg_stat_activity as activity using (pid)
     where locks.locktype = 'advisory' and locks.objsubid = 2 and locks.granted and locks.pid <> pg_backend_pid()
       and locks.database = (select oid from pg_database where datname = current_database())
       and locks.classid::int = any($1::int[])`,
    [marks.map(({ space }) => space)],
  )
  return rows
}
