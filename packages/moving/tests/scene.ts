import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Database, openDatabase, reachEmbeddedPostgres } from '@assay/db'
import { createThrowAwayDirectory } from '@assay/db/testing'
import { Assay } from '@assay/sdk'
import { type SpawnedProgram, spawnProgram } from '@assay/testing'
import { sql } from 'kysely'

export const admin = { email: 'admin@example.org', password: 'correct horse battery' }

type Variables = Readonly<Record<string, string>>

/** A server, by what its operator has set. */
export interface Server extends AsyncDisposable {
  readonly url: string
  readonly client: Assay
  stop(): Promise<void>
  kill(): Promise<void>
}

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A folder, and the means to start servers in it and to do to them what operators do. */
export interface Scene extends AsyncDisposable {
  /** The path of a file or a folder of the scene. */
  path(name: string): string
  /** What makes a server with embedded Postgres of this name. */
  embedded(name: string): Variables
  /** What makes a server of this name on an outside database. */
  outside(name: string, database_url: string): Variables
  start(variables: Variables): Promise<Server>
  /** `assay admin …`, without waiting for its end. */
  begin(variables: Variables, args: readonly string[]): SpawnedProgram
  admin(variables: Variables, ...args: readonly string[]): Promise<Ended>
}

export async function setScene(): Promise<Scene> {
  await using stack = new AsyncDisposableStack()
  const { path: folder } = stack.use(await createThrowAwayDirectory())
  const started = stack.use(new AsyncDisposableStack())
  const path = (name: string) => join(folder, name)
  const common = {
    ASSAY_PORT: '0',
    ASSAY_SAMPLE: 'off',
    ASSAY_ADMIN_EMAIL: admin.email,
    ASSAY_ADMIN_PASSWORD: admin.password,
    ASSAY_LOG_LEVEL: 'warn',
  }
  const begin = (variables: Variables, args: readonly string[]) =>
    started.use(spawnProgram('apps/standalone/src/admin.ts', { env: { ...common, ...variables }, args }))
  const scene = stack.move()
  return {
    path,
    embedded: (name) => ({ ASSAY_DATA_DIR: path(name) }),
    outside: (name, database_url) => ({ ASSAY_DATA_DIR: path(name), ASSAY_DATABASE_URL: database_url }),
    async start(variables) {
      const program = started.use(spawnProgram('apps/standalone/src/main.ts', { env: { ...common, ...variables } }))
      const [, url = ''] = await program.says(/^ready (\S+) in \d+ ms$/m)
      const end = (signal: NodeJS.Signals) => async () => {
        program.kill(signal)
        await program.exited
      }
      const client = new Assay({ url, ...admin })
      return { url, client, stop: end('SIGTERM'), kill: end('SIGKILL'), [Symbol.asyncDispose]: end('SIGTERM') }
    },
    begin,
    async admin(variables, ...args) {
      const program = begin(variables, args)
      const code = await program.exited
      const { stdout, stderr } = program
      return { code, stdout, stderr }
    },
    [Symbol.asyncDispose]: () => scene.disposeAsync(),
  }
}

/** A folder as a storage. */
export function storageIn(folder: string): string {
  return pathToFileURL(`${folder}/`).href
}

/** Reads the database of a server that is stopped. */
export async function reading<Result>(
  { ASSAY_DATA_DIR: data_dir = '', ASSAY_DATABASE_URL: outside }: Variables,
  read: (database_url: string) => Promise<Result>,
): Promise<Result> {
  if (outside !== undefined) return read(outside)
  await using postgres = await reachEmbeddedPostgres({ data_dir })
  return await read(postgres.url)
}

/** All tables, each as the sorted text of its rows; those of the rows that a condition leaves out are not in it. */
export async function rowsOf(
  database_url: string,
  without: Readonly<Record<string, string>> = {},
): Promise<Record<string, string[]>> {
  await using db = openDatabase<Database>({ url: database_url, pool_size: 1 })
  const { rows: tables } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename`.execute(db)
  const all: Record<string, string[]> = {}
  for (const { name } of tables) {
    const condition = sql.raw(without[name] ?? 'false')
    const { rows } = await sql<{ row: string }>`
      select ${sql.table(name)}::text as row from ${sql.table(name)} where not (${condition})`.execute(db)
    all[name] = rows.map(({ row }) => row).toSorted()
  }
  return all
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
