import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Actor, createApiKey, type IssuerSettings } from '@assay/access'
import { createApi, type ListedRoute } from '@assay/api'
import { type CoreSettings, type OpenCore, openCore } from '@assay/core'
import { insertUser, newId } from '@assay/db'
import { createTestDatabase } from '@assay/db/testing'
import { createModelFetch } from '@assay/models'
import type { Group } from '@assay/schemas'
import { Assay } from '@assay/sdk'
import { startWorker, type Worker } from '@assay/worker'
import { type Logger, pino } from 'pino'

const mebibyte = 1024 * 1024

/** Somebody who uses the platform. */
export interface TestUser {
  readonly actor: Actor
  readonly key: string
  readonly client: Assay
}

/** A whole platform in this process: a database of its own, storage in a throw-away folder, API, worker. */
export interface Platform extends AsyncDisposable {
  readonly url: string
  /** Every route of its API. */
  readonly routes: readonly ListedRoute[]
  readonly database_url: string
  readonly storage_url: string
  readonly secret_key: string
  readonly core: OpenCore
  /** Client of a user that was made with the platform. */
  readonly client: Assay
  readonly user: TestUser
  addUser(options?: TestUserOptions): Promise<TestUser>
  addWorker(options?: {
    readonly name?: string
    readonly slots?: number
    readonly lease_seconds?: number
  }): Promise<Worker>
}

/** What a user is to be. */
export interface TestUserOptions {
  /** Absent: the user has none. */
  readonly password?: string
  /** `users` unless given. */
  readonly groups?: readonly Group[]
}

export interface PlatformOptions {
  /** Whether a worker runs from the start; true unless given. */
  readonly worker?: boolean
  readonly max_upload_bytes?: number
  /** Modules that export metrics. */
  readonly metric_modules?: readonly string[]
  /** Folder of local language models. */
  readonly model_directory?: string
  /** How long metrics may take for a batch, in seconds. */
  readonly metric_seconds?: number
  /** Where objects lie; a throw-away folder unless given. */
  readonly storage_url?: string
  /** What an operator has set besides. */
  readonly settings?: Partial<CoreSettings>
  /** The user as whom clients of dialects act that present nothing; nobody unless given. */
  readonly open_user?: string
  /** Whether DECODE's clients can make accounts and tokens without Cognito; false unless given. */
  readonly decode_auth?: boolean
  /** Outside issuers whose users may sign in; none unless given. */
  readonly issuers?: readonly IssuerSettings[]
  /** Silent unless given. */
  readonly log?: Logger
}

/**
 * Starts a platform for a test.
 *
 * @example
 * await using platform = await startPlatform()
 * const dataset = await platform.client.datasets.upload('news.csv')
 */
export async function startPlatform({
  worker = true,
  max_upload_bytes = 256 * mebibyte,
  metric_modules = [],
  model_directory,
  metric_seconds,
  storage_url: given_storage_url,
  settings = {},
  open_user,
  decode_auth,
  issuers = [],
  log = pino({ level: process.env['ASSAY_LOG_LEVEL'] ?? 'silent' }, pino.destination(2)),
}: PlatformOptions = {}): Promise<Platform> {
  await using stack = new AsyncDisposableStack()
  const { url: database_url } = stack.use(await createTestDatabase())
  const directory = await mkdtemp(join(tmpdir(), 'assay-platform-'))
  stack.defer(() => rm(directory, { recursive: true, force: true }))
  const storage_url = given_storage_url ?? pathToFileURL(join(directory, 'storage/')).href
  const secret_key = 'a key that is only good for tests, as everyone knows it'
  const core = stack.use(
    await openCore({
      name: 'assay test',
      database_url,
      storage_url,
      scratch_directory: join(directory, 'scratch'),
      secret_key,
      pool_size: 10,
      metric_modules,
      model_directory,
      metric_seconds,
      outgoing: { allow: [], allow_loopback: true },
      issuers,
      settings: { max_upload_bytes, ...settings },
      log,
    }),
  )
  const outgoing = stack.use(createModelFetch({ allow: [], allow_loopback: true }))

  async function addWorker({ name = 'a worker', slots = 4, ...lease } = {}): Promise<Worker> {
    const started = await startWorker({ ...core, fetch: outgoing.fetch }, { name, slots, database_url, ...lease })
    running.defer(() => started.drain({ timeout_ms: 0 }))
    return started
  }

  const running = stack.use(new AsyncDisposableStack())
  const reached = { host: '127.0.0.1', cors_origins: [], trust_proxy: false, open_user, decode_auth }
  const api = await createApi({ core, settings: reached, log })
  running.defer(() => api.close())
  const url = await api.listen({ host: '127.0.0.1', port: 0 })
  const addUser = (options?: TestUserOptions) => createUser(core, url, options)
  const user = await addUser()
  if (worker) await addWorker()
  const platform = stack.move()
  return {
    url,
    routes: api.listedRoutes,
    database_url,
    storage_url,
    secret_key,
    core,
    client: user.client,
    user,
    addUser,
    addWorker,
    [Symbol.asyncDispose]: () => platform.disposeAsync(),
  }
}

async function createUser(
  core: OpenCore,
  url: string,
  { password, groups = ['users'] }: TestUserOptions = {},
): Promise<TestUser> {
  const id = newId()
  const row = await insertUser(core.db, {
    id,
    email: `${id}@example.org`,
    name: 'Somebody',
    password_hash: password === undefined ? null : await core.passwords.hash(password),
    groups: [...groups],
    email_confirmed_at: new Date().toISOString(),
  })
  const actor = { user_id: id, email: row.email, groups: row.groups }
  const { key } = await createApiKey(core, actor, { name: 'test', scopes: ['admin'] })
  return { actor, key, client: new Assay({ url, apiKey: key }) }
}
