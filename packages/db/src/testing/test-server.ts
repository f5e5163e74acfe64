import { access, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { openDatabase } from '../database.ts'
import { startEmbeddedPostgres } from '../embedded/embedded-postgres.ts'
import { EmbeddedPostgresError } from '../embedded/embedded-postgres-error.ts'
import { newId } from '../uuid.ts'
import { throwAwayParent } from './throw-away-directory.ts'

/** Where test databases are made, and from what. Plain data, so that it can be handed to other processes. */
export interface TestServer {
  readonly url: string
  /** A migrated, empty database. */
  readonly template: string
}

export interface RunningTestServer extends AsyncDisposable {
  readonly server: TestServer
}

export interface TestServerOptions {
  /** An outside server; an embedded one unless given. */
  readonly url?: string | undefined
  /** Migrates the template. */
  readonly prepare: (url: string) => Promise<void>
}

const directoryPrefix = 'assay-test-'

/** Nothing of a test has to survive the machine. */
const throwAway = { fsync: 'off', full_page_writes: 'off', max_connections: '300' }

/** One server for a whole run of tests, with a template to copy; it takes what it made with it. */
export async function startTestServer({ url, prepare }: TestServerOptions): Promise<RunningTestServer> {
  await using opened = new AsyncDisposableStack()
  const server_url = url ?? (await startEmbedded(opened))
  const template = `assay_template_${newId().replaceAll('-', '')}`
  await execute(server_url, `create database ${template}`)
  opened.defer(() => execute(server_url, `drop database ${template}`))
  await prepare(databaseUrl(server_url, template))
  await execute(server_url, `alter database ${template} with allow_connections false`)
  const disposing = opened.move()
  return { server: { url: server_url, template }, [Symbol.asyncDispose]: () => disposing.disposeAsync() }
}

async function startEmbedded(opened: AsyncDisposableStack): Promise<string> {
  const parent = await throwAwayParent()
  await removeLeftovers(parent)
  const data_dir = await mkdtemp(join(parent, directoryPrefix))
  opened.defer(() => rm(data_dir, { recursive: true, force: true }))
  return opened.use(await startEmbeddedPostgres({ data_dir, settings: throwAway })).url
}

/** Ends the servers that killed runs left behind. */
async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(directoryPrefix)) continue
    const data_dir = join(parent, name)
    const started = await access(join(data_dir, 'postgres', 'postmaster.pid')).then(
      () => true,
      () => false,
    )
    if (started) await removeLeftover(data_dir)
  }
}

async function removeLeftover(data_dir: string): Promise<void> {
  try {
    const leftover = await startEmbeddedPostgres({ data_dir, settings: throwAway })
    await leftover.stop()
    await rm(data_dir, { recursive: true, force: true })
  } catch (error) {
    // another run's, alive
    if (!(error instanceof EmbeddedPostgresError && error.fault === 'data_directory_in_use')) throw error
  }
}

/** The same server, another database. */
export function databaseUrl(server_url: string, database: string): string {
  const url = new URL(server_url)
  url.pathname = `/${database}`
  return url.href
}

/** One statement that no transaction may contain. */
export async function execute(server_url: string, statement: string): Promise<void> {
  await using db = openDatabase<unknown>({ url: server_url, pool_size: 1, application_name: 'assay tests' })
  await sql.raw(statement).execute(db)
}
