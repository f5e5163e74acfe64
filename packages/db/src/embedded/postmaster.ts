import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { type Cluster, reachableName, spawnOptions } from './cluster.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { disownPostmasterFile, identityOf, isPostmasterOf, readPostmasterFile } from './postmaster-file.ts'
import { openServerLog, readServerLog } from './server-log.ts'
import { makeSocketDirectory, port, removeSocketDirectory } from './socket-directory.ts'

export interface Postmaster {
  readonly pid: number
  readonly socket_dir: string
  readonly adopted: boolean
  readonly exited: Promise<void>
}

export interface RunOptions {
  readonly data_dir: string
  readonly settings: Readonly<Record<string, string>>
  /** A directory where clients expect it already; a new one if undefined. */
  readonly socket_dir?: string
}

const pollMs = 5
const watchMs = 250
const retryMs = 50
const passingTimeoutMs = 15_000

/** What the log of a new server says while an old one that was killed is still ending or starting. */
const passing = ['pre-existing shared memory block', '"postmaster.pid" already exists']

/** The server of this cluster, accepting connections: one that a killed parent left behind, or else a new one. */
export async function runPostmaster(cluster: Cluster, options: RunOptions): Promise<Postmaster> {
  const deadline = performance.now() + passingTimeoutMs
  for (;;) {
    const server = (await adopt(cluster)) ?? (await launch(cluster, options))
    if ('pid' in server) return server
    if (performance.now() > deadline || !passing.some((message) => server.failure.includes(message))) {
      throw new EmbeddedPostgresError('start_failed', `Postgres did not start: ${server.failure}`)
    }
    await delay(retryMs)
  }
}

async function adopt({ directory }: Cluster): Promise<Postmaster | undefined> {
  for (;;) {
    const file = await readPostmasterFile(directory)
    if (!file || !(await isPostmasterOf(directory, file.pid))) return undefined
    const { pid, socket_dir } = file
    if (file.ready) return { pid, socket_dir, adopted: true, exited: watchUntilGone(directory, pid) }
    await delay(pollMs)
  }
}

/** Starts a server in a session of its own, so that Ctrl-C reaches us and not it. */
async function launch(cluster: Cluster, options: RunOptions): Promise<Postmaster | { readonly failure: string }> {
  const { directory, binaries, account } = cluster
  const before = await readPostmasterFile(directory)
  if (before && before.socket_dir !== options.socket_dir) await removeSocketDirectory(before.socket_dir)
  const socket_dir = options.socket_dir ?? (await makeSocketDirectory(options.data_dir, account))
  await disownPostmasterFile(directory)
  await using log = await openServerLog(options.data_dir)
  const { size } = await log.stat()
  const settings = serverSettings(directory, socket_dir, options.settings)
  const child = spawn(binaries.postgres, ['-D', await reachableName(cluster), ...settings], {
    ...spawnOptions(cluster),
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  child.unref()
  const exited = once(child, 'exit').then(() => {})
  const gone = exited.then(() => 'gone' as const)
  while ((await Promise.race([gone, delay(pollMs)])) !== 'gone') {
    const file = await readPostmasterFile(directory)
    if (file?.ready && file.pid === child.pid) return { pid: file.pid, socket_dir, adopted: false, exited }
  }
  if (options.socket_dir === undefined) await removeSocketDirectory(socket_dir)
  return { failure: await readServerLog(log, size) }
}

function serverSettings(directory: string, socket_dir: string, settings: Readonly<Record<string, string>>): string[] {
  const all = {
    ...settings,
    listen_addresses: '',
    unix_socket_directories: socket_dir,
    unix_socket_permissions: '0700',
    port: String(port),
  }
  const named = Object.entries(all).map(([name, value]) => `${name}=${value}`)
  return [...named, identityOf(directory)].flatMap((setting) => ['-c', setting])
}

async function watchUntilGone(directory: string, pid: number): Promise<void> {
  while (await isPostmasterOf(directory, pid)) await delay(watchMs, undefined, { ref: false })
}

/** Shuts down fast and, when that takes too long, immediately: the next start then recovers. */
export async function stopPostmaster(server: Postmaster, fast_timeout_ms: number): Promise<void> {
  if (await endedBy(server, 'SIGINT', fast_timeout_ms)) return
  if (await endedBy(server, 'SIGQUIT', 10_000)) return
  throw new EmbeddedPostgresError('stop_failed', `Postgres (process ${server.pid}) does not end. End it by hand.`)
}

async function endedBy({ pid, exited }: Postmaster, signal: NodeJS.Signals, timeout_ms: number): Promise<boolean> {
  try {
    process.kill(pid, signal)
  } catch {
    return true
  }
  const done = new AbortController()
  const ended = exited.then(() => true)
  const late = delay(timeout_ms, false, { signal: done.signal }).catch(() => false)
  return Promise.race([ended, late]).finally(() => done.abort())
}
