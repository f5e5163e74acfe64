import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { s3Programs } from './env.ts'

export type S3ServerName = keyof typeof s3Programs

export interface S3ServerOptions {
  /** Names of buckets become hosts below this one, as `assay.localhost`. */
  readonly virtual_domain?: string
  /** A folder with `public.crt` and `private.key`: the server speaks TLS. */
  readonly certificates?: string
}

/** A real S3 server on this machine, with one empty bucket. */
export interface S3Server extends AsyncDisposable {
  readonly endpoint: string
  readonly port: number
  readonly bucket: string
  /** Where its objects lie on the disk. */
  readonly folder: string
  /** The variables by which the AWS SDK finds it. */
  readonly env: Readonly<Record<string, string>>
  /** The address of an empty storage in the bucket, another one each time. */
  newUrl(): string
  /** Ends it, as `kill -9` does; what it holds stays. */
  stop(): Promise<void>
  /** Starts it again, where it was. */
  start(): Promise<void>
}

const bucket = 'assay'
const key = 'assay'
const secret = 'assay secret of a test'
const patienceMs = 30_000

/** Why there is no such server on this machine; undefined when there is one. */
export function s3ServerMissing(name: S3ServerName): string | undefined {
  const variable = `ASSAY_TEST_${name.toUpperCase()}`
  return s3Programs[name] === undefined ? `${name} is not installed (${variable})` : undefined
}

/** Starts it on a free port of loopback; it ends with this process at the latest. */
export async function startS3Server(name: S3ServerName, options: S3ServerOptions = {}): Promise<S3Server> {
  const program = s3Programs[name]
  if (program === undefined) throw new Error(s3ServerMissing(name))
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'assay-s3-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  for (const inside of [`data/${bucket}`, 'iam']) await mkdir(join(folder, inside), { recursive: true })
  const port = await freePort()
  const endpoint = `${options.certificates === undefined ? 'http' : 'https'}://127.0.0.1:${port}`
  let child: ChildProcess | undefined
  const killAtExit = () => child?.kill('SIGKILL')
  process.once('exit', killAtExit)
  stack.defer(() => void process.off('exit', killAtExit))
  const stop = async () => {
    const ended = child && child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
    child?.kill('SIGKILL')
    await ended
  }
  stack.defer(stop)
  const start = async () => {
    const { args, env } = commands[name]({ folder, port, ...options })
    child = spawn(program, args, { env: { HOME: folder, ...env }, stdio: 'ignore' })
    await answering(`${endpoint}/${bucket}`, child)
  }
  await start()
  const running = stack.move()
  let stores = 0
  return {
    endpoint,
    port,
    bucket,
    folder: join(folder, 'data', bucket),
    env: {
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ACCESS_KEY_ID: key,
      AWS_SECRET_ACCESS_KEY: secret,
      AWS_REGION: 'us-east-1',
    },
    newUrl: () => {
      stores += 1
      return `s3://${bucket}/store-${stores}`
    },
    stop,
    start,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

interface Wanted extends S3ServerOptions {
  readonly folder: string
  readonly port: number
}

interface Command {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

// for both, a folder at the top is a bucket
const commands: Readonly<Record<S3ServerName, (wanted: Wanted) => Command>> = {
  versitygw: ({ folder, port, virtual_domain, certificates }) => ({
    args: [
      ...['--port', `127.0.0.1:${port}`, '--keep-alive', '--quiet'],
      // with accounts of its own, an unknown key is 403, as in S3
      ...['--iam-dir', join(folder, 'iam')],
      ...(virtual_domain === undefined ? [] : ['--virtual-domain', virtual_domain]),
      ...(certificates === undefined
        ? []
        : ['--cert', join(certificates, 'public.crt'), '--key', join(certificates, 'private.key')]),
      ...['posix', join(folder, 'data')],
    ],
    env: { ROOT_ACCESS_KEY: key, ROOT_SECRET_KEY: secret },
  }),
  minio: ({ folder, port, virtual_domain, certificates }) => ({
    args: [
      ...['server', '--quiet', '--address', `127.0.0.1:${port}`],
      ...['--certs-dir', certificates ?? join(folder, 'no-certificates')],
      join(folder, 'data'),
    ],
    env: {
      MINIO_ROOT_USER: key,
      MINIO_ROOT_PASSWORD: secret,
      MINIO_BROWSER: 'off',
      MINIO_UPDATE: 'off',
      MINIO_CALLHOME_ENABLE: 'off',
      ...(virtual_domain !== undefined && { MINIO_DOMAIN: virtual_domain }),
    },
  }),
}

/** An unsigned request is refused once the server is up. */
async function answering(url: string, child: ChildProcess): Promise<void> {
  const end = performance.now() + patienceMs
  while ((await statusOf(url)) !== 403) {
    if (child.exitCode !== null) throw new Error(`The S3 server has ended with ${child.exitCode}.`)
    if (performance.now() > end) throw new Error('The S3 server does not answer.')
    await setTimeout(20)
  }
}

/** Undefined: there is no answer. */
async function statusOf(url: string): Promise<number | undefined> {
  const asked = url.startsWith('https:') ? https.get(url, { rejectUnauthorized: false }) : http.get(url)
  try {
    const [answer] = await once(asked, 'response')
    asked.destroy()
    return answer.statusCode
  } catch {
    return undefined
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
