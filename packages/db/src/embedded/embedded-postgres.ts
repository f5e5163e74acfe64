import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../log.ts'
import { postgresAccount } from './account.ts'
import { findBinaries } from './binaries.ts'
import { type Cluster, ensureCluster } from './cluster.ts'
import { type DataDirectoryLock, lockDataDirectory } from './data-directory-lock.ts'
import { type Postmaster, type RunOptions, runPostmaster, stopPostmaster } from './postmaster.ts'
import { removeSocketDirectory } from './socket-directory.ts'
import { socketUrl } from './socket-url.ts'

export interface EmbeddedPostgresOptions {
  /** Assay's data directory; Postgres lives in `postgres` below it, beside its log. */
  readonly data_dir: string
  /** Over the defaults for one small machine, such as `{ fsync: 'off' }` in tests. */
  readonly settings?: Readonly<Record<string, string>>
  /** How long open transactions and the last checkpoint may take on stop; 30,000 unless given. */
  readonly stop_timeout_ms?: number
  readonly log?: Log
}

export interface EmbeddedPostgres extends AsyncDisposable {
  /** For `openDatabase`; a Unix socket. */
  readonly url: string
  /** Whether a server was taken over that a killed parent had left running. */
  readonly adopted: boolean
  /** Stops Postgres and frees the data directory. Call it last, when nobody needs the database any more. */
  stop(): Promise<void>
}

const smallMachine = {
  max_connections: '100',
  shared_buffers: '128MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  log_checkpoints: 'off',
  // failed statements are in our own log, and would make this one grow
  log_min_messages: 'log',
}

const longestBackoffMs = 5_000

/**
 * Takes the data directory, makes its database if there is none, and runs Postgres on it until `stop`: again if it
 * dies. Should this process die, Postgres goes on, and the next start takes it over.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const lock = await lockDataDirectory(options.data_dir)
  try {
    return await start(lock, options)
  } catch (error) {
    await lock[Symbol.asyncDispose]()
    throw error
  }
}

async function start(lock: DataDirectoryLock, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { stop_timeout_ms = 30_000, log } = options
  const { data_dir } = lock
  const settings = { ...smallMachine, ...options.settings }
  const account = await postgresAccount()
  const cluster = { directory: join(data_dir, 'postgres'), binaries: await findBinaries(account), account }
  await ensureCluster(cluster, { sync: options.settings?.['fsync'] !== 'off' })
  const first = await runPostmaster(cluster, { data_dir, settings })
  const { socket_dir, adopted } = first
  const supervised = supervise(first, cluster, { data_dir, settings, socket_dir }, log)

  let stopped: Promise<void> | undefined
  async function stop() {
    const last = await supervised.end()
    if (last) await stopPostmaster(last, stop_timeout_ms)
    await removeSocketDirectory(socket_dir)
    await lock[Symbol.asyncDispose]()
  }
  const stopOnce = () => (stopped ??= stop())
  return { url: socketUrl(socket_dir), adopted, stop: stopOnce, [Symbol.asyncDispose]: stopOnce }
}

interface Supervised {
  end(): Promise<Postmaster | undefined>
}

/** Starts the server again, where clients look for it, whenever it ends without being told to. */
function supervise(first: Postmaster, cluster: Cluster, options: RunOptions, log: Log | undefined): Supervised {
  const ending = new AbortController()
  const ended = new Promise<void>((resolve) => ending.signal.addEventListener('abort', () => resolve()))

  async function watch(): Promise<Postmaster | undefined> {
    let server: Postmaster | undefined = first
    while (!ending.signal.aborted && server) {
      await Promise.race([server.exited, ended])
      if (ending.signal.aborted) return server
      log?.error({ pid: server.pid }, 'Postgres ended unexpectedly; starting it again')
      server = await restart()
    }
    return server
  }

  async function restart(): Promise<Postmaster | undefined> {
    for (let backoff_ms = 50; !ending.signal.aborted; backoff_ms = Math.min(backoff_ms * 2, longestBackoffMs)) {
      try {
        return await runPostmaster(cluster, options)
      } catch (error) {
        log?.error({ error }, 'Postgres does not start')
        await delay(backoff_ms, undefined, { signal: ending.signal, ref: false }).catch(() => {})
      }
    }
    return undefined
  }

  const watching = watch()
  return {
    end() {
      ending.abort()
      return watching
    },
  }
}
