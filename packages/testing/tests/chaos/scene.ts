import { once } from 'node:events'
import { chmod, mkdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Assay } from '@assay/sdk'
import { spawnProgram } from '../../src/index.ts'
import { asked } from './patience.ts'
import { type Supervised, supervise } from './supervised.ts'

const admin = { email: 'admin@example.org', password: 'correct horse battery' }
const secret_key = 'a key that is only good for tests, as everyone knows it'

/** A server as `npm start` runs it, a worker of the platform and a pull worker, all started again when they die. */
export interface Scene extends AsyncDisposable {
  readonly url: string
  readonly client: Assay
  readonly server: Supervised
  readonly worker: Supervised
  readonly pull_worker: Supervised
  /** Where each of them has the folders of its attempts. */
  readonly work_directories: readonly string[]
  database_url(): Promise<string>
  /** Kills Postgres alone, if it is there. */
  killPostgres(): Promise<void>
}

/** Starts all of them below a directory. */
export async function setScene(directory: string): Promise<Scene> {
  await using stack = new AsyncDisposableStack()
  const folder = (name: string) => join(directory, name)
  const data_dir = folder('data')
  const temporary = folder('temporary')
  await mkdir(temporary)
  // Postgres, whose user is another, then has its socket in there, at the same place however often it is started
  for (const path of [directory, data_dir]) {
    await mkdir(path, { recursive: true })
    await chmod(path, 0o711)
  }
  const port = await freePort()
  const shared = {
    ASSAY_STORAGE_URL: pathToFileURL(`${folder('storage')}/`).href,
    ASSAY_SECRET_KEY: secret_key,
    ASSAY_LOG_LEVEL: 'warn',
  }
  // a server that is killed leaves it to its successor
  stack.defer(() => killPostgres(data_dir))
  const server = stack.use(
    supervise(() =>
      spawnProgram('apps/standalone/src/main.ts', {
        env: {
          ...shared,
          ASSAY_DATA_DIR: data_dir,
          ASSAY_PORT: String(port),
          ASSAY_WORKERS: '2',
          ASSAY_SAMPLE: 'off',
          ASSAY_DOCKER: 'off',
          ASSAY_ADMIN_EMAIL: admin.email,
          ASSAY_ADMIN_PASSWORD: admin.password,
        },
      }),
    ),
  )
  const [, url = ''] = await server.now.says(/^ready (\S+) in \d+ ms$/m)
  const { key } = await new Assay({ url, ...admin }).apiKeys.create({ name: 'chaos', scopes: ['admin'] })
  const client = new Assay({ url, apiKey: key, maxRetries: 0 })
  const { token } = await asked(() => client.workers.create({ name: 'lab', for: { group: 'users' } }))
  const database_url = () => readSocketUrl(data_dir)
  const own = { ...shared, ASSAY_DATABASE_URL: await database_url(), TMPDIR: temporary }
  const worker = stack.use(
    supervise(() =>
      spawnProgram('packages/testing/src/worker-main.ts', {
        env: { ...own, ASSAY_WORK_DIRECTORY: folder('worker'), ASSAY_GIVES_UP_SECONDS: '3' },
      }),
    ),
  )
  const pull_worker = stack.use(
    supervise(() =>
      spawnProgram('apps/pull-worker/src/main.ts', {
        env: { ASSAY_WORKER_TOKEN: token, TMPDIR: temporary },
        args: ['--url', url, '--name', 'lab', '--work-dir', folder('pull'), '--slots', '2', '--lease-seconds', '2'],
      }),
    ),
  )
  const scene = stack.move()
  return {
    ...{ url, client, server, worker, pull_worker, database_url },
    work_directories: [join(data_dir, 'work'), folder('worker'), folder('pull')],
    killPostgres: () => killPostgres(data_dir),
    [Symbol.asyncDispose]: () => scene.disposeAsync(),
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('there is no port')
  return address.port
}

async function postmasterFile(data_dir: string): Promise<string[]> {
  const text = await readFile(join(data_dir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '')
  return text.split('\n')
}

/** The address of the Postgres of a data directory: its socket lies where the fifth line of its file says. */
async function readSocketUrl(data_dir: string): Promise<string> {
  const [, , , port = '', socket_dir = ''] = await postmasterFile(data_dir)
  return `postgres://assay@localhost:${port}/assay?host=${encodeURIComponent(socket_dir)}`
}

async function killPostgres(data_dir: string): Promise<void> {
  const [pid = ''] = await postmasterFile(data_dir)
  if (Number(pid) > 0) killIfThere(Number(pid))
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
