import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { openDatabase } from '../database.ts'
import { type Account, postgresAccount } from '../embedded/account.ts'
import { createThrowAwayDirectory } from './throw-away-directory.ts'

/** A throw-away server of a Postgres that is installed on the machine. */
export interface InstalledServer extends AsyncDisposable {
  readonly url: string
}

const user = 'postgres'
const throwAway = ['fsync=off', 'full_page_writes=off', 'max_connections=300', 'listen_addresses=']

/** Starts the Postgres whose programs lie in `bin` on a new, empty cluster. */
export async function startInstalledServer(bin: string): Promise<InstalledServer> {
  await using stack = new AsyncDisposableStack()
  const account = await postgresAccount()
  const { path } = stack.use(await createThrowAwayDirectory())
  await chmod(path, 0o700)
  if (account) await chown(path, account.uid, account.gid)
  const data = join(path, 'data')
  await run(join(bin, 'initdb'), ['-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'], account)
  const settings = throwAway.flatMap((setting) => ['-c', setting])
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-k', path, ...settings], { ...account, stdio: 'ignore' })
  stack.defer(async () => {
    server.kill('SIGINT')
    if (server.exitCode === null) await once(server, 'exit')
  })
  const url = `postgres://${user}@localhost:5432/postgres?host=${encodeURIComponent(path)}`
  await answered(url, server)
  const running = stack.move()
  return { url, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

async function run(program: string, args: readonly string[], account: Account | undefined): Promise<void> {
  const child = spawn(program, args, { ...account, stdio: ['ignore', 'ignore', 'inherit'], cwd: '/' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${program} exited with ${code}`)
}

/** Asks until the server answers; throws when it ends instead. */
async function answered(url: string, server: { readonly exitCode: number | null }): Promise<void> {
  await using db = openDatabase<unknown>({ url, pool_size: 1, connect_timeout_ms: 1_000 })
  while (server.exitCode === null) {
    const answer = await sql`select 1`.execute(db).catch(() => undefined)
    if (answer) return
  }
  throw new Error(`Postgres ended with ${server.exitCode}`)
}
