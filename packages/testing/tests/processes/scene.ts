import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createTestDatabase, createThrowAwayDirectory, type TestDatabase } from '@assay/db/testing'
import { Assay } from '@assay/sdk'
import { type SpawnedProgram, spawnProgram } from '../../src/index.ts'

export const admin = { email: 'admin@example.org', password: 'correct horse battery' }

/** A database and a storage, and the means to start processes of ours on them. */
export interface Scene extends AsyncDisposable {
  readonly database: TestDatabase
  /** A folder of the scene's own, for what a process is to have for itself. */
  folder(name: string): string
  start(path: string, env?: Readonly<Record<string, string>>): SpawnedProgram
}

/** A process that serves, and how to ask it. */
export interface Served {
  readonly url: string
  /** Of the admin, by password. */
  readonly client: Assay
}

/** Sets the scene: every process gets the same database, storage and key unless told otherwise. */
export async function setScene(): Promise<Scene> {
  await using stack = new AsyncDisposableStack()
  const database = stack.use(await createTestDatabase())
  const { path } = stack.use(await createThrowAwayDirectory())
  const shared = {
    ASSAY_DATABASE_URL: database.url,
    ASSAY_STORAGE_URL: storageIn(join(path, 'shared')),
    ASSAY_SECRET_KEY: 'a key that is only good for tests, as everyone knows it',
    ASSAY_DATA_DIR: join(path, 'data'),
    ASSAY_PORT: '0',
    ASSAY_SAMPLE: 'off',
    ASSAY_ADMIN_EMAIL: admin.email,
    ASSAY_ADMIN_PASSWORD: admin.password,
    ASSAY_LOG_LEVEL: 'warn',
  }
  const started = stack.use(new AsyncDisposableStack())
  const scene = stack.move()
  return {
    database,
    folder: (name) => join(path, name),
    start: (program, env = {}) => started.use(spawnProgram(program, { env: { ...shared, ...env } })),
    [Symbol.asyncDispose]: () => scene.disposeAsync(),
  }
}

/** A folder as a storage. */
export function storageIn(folder: string): string {
  return pathToFileURL(`${folder}/`).href
}

/** Waits until a server is ready. */
export async function ready(program: SpawnedProgram): Promise<Served> {
  const [, url = ''] = await program.says(/^ready (\S+) in \d+ ms$/m)
  return { url, client: new Assay({ url, ...admin, maxRetries: 0 }) }
}

/** Waits until a worker is at work. */
export async function atWork(program: SpawnedProgram): Promise<void> {
  await program.says(/^worker \S+ has/m)
}

/** What a process says that does not start: all of it, once it has ended as it should. */
export async function refusalOf(program: SpawnedProgram): Promise<string> {
  const started = await program.says(/^(ready|worker) /m).catch(() => undefined)
  if (started) throw new Error('it has started')
  const code = await program.exited
  if (code !== 1) throw new Error(`it ended with ${code}:\n${program.stdout}${program.stderr}`)
  return program.stderr
}

export const apiProgram = 'apps/api/src/main.ts'
export const migration = 'apps/api/src/migrate.ts'
export const workerProgram = 'apps/worker/src/main.ts'
export const standalone = 'apps/standalone/src/main.ts'
