import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Actor, createApiKey, issuerList } from '@assay/access'
import { type ApiSettings, createApi } from '@assay/api'
import { type CoreSettings, type OpenCore, openCore } from '@assay/core'
import { insertUser, newId } from '@assay/db'
import { createTestDatabase } from '@assay/db/testing'
import { submitRuns, transactAround } from '@assay/engine'
import { columnRoles, type InferenceSpec } from '@assay/schemas'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { type Logger, pino } from 'pino'

/** Somebody who asks, and how to ask as them. */
interface TestUser {
  readonly actor: Actor
  readonly key: string
  readonly headers: { readonly authorization: string }
}

export interface TestApi extends AsyncDisposable {
  readonly app: FastifyInstance
  /** Where it listens. */
  readonly url: string
  readonly core: OpenCore
  readonly user: TestUser
  addUser(): Promise<TestUser>
  /** A run of one job that nobody executes. */
  submitRun(user?: TestUser): Promise<{ run_id: string; job_id: string }>
}

interface TestApiOptions {
  readonly database_url?: string
  readonly max_upload_bytes?: number
  readonly cors_origins?: readonly string[]
  readonly credential_seconds?: number
  /** What else the API is told. */
  readonly api?: Partial<ApiSettings>
  readonly log?: Logger
  /** What else core is told. */
  readonly core_settings?: Partial<CoreSettings>
  /** As ASSAY_ISSUERS says it. */
  readonly issuers?: readonly object[]
  /** Whether issuers on this machine may be called. */
  readonly allow_loopback?: boolean
  /** Routes besides its own. */
  readonly scope?: FastifyPluginAsync
}

/** The API alone, listening, on a database and a storage of its own; no worker. */
export async function startApi(options: TestApiOptions = {}): Promise<TestApi> {
  await using stack = new AsyncDisposableStack()
  const directory = await mkdtemp(join(tmpdir(), 'assay-api-'))
  stack.defer(() => rm(directory, { recursive: true, force: true }))
  const {
    log = pino({ level: 'silent' }),
    max_upload_bytes = 64 * 1024 * 1024,
    cors_origins = [],
    credential_seconds,
  } = options
  const core = stack.use(
    await openCore({
      name: 'assay api test',
      database_url: options.database_url ?? stack.use(await createTestDatabase()).url,
      storage_url: pathToFileURL(join(directory, 'storage/')).href,
      scratch_directory: join(directory, 'scratch'),
      secret_key: 'a key that is only good for tests, as everyone knows it',
      issuers: issuerList.parse(options.issuers ?? []),
      outgoing: { allow: [], allow_loopback: options.allow_loopback ?? true },
      settings: { max_upload_bytes, ...options.core_settings },
      log,
    }),
  )
  const app = await createApi({
    core,
    settings: { host: '127.0.0.1', cors_origins, trust_proxy: false, credential_seconds, ...options.api },
    log,
  })
  stack.defer(() => app.close())
  if (options.scope) await app.register(options.scope)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const addUser = () => createUser(core)
  const user = await addUser()
  const opened = stack.move()
  return {
    app,
    url,
    core,
    user,
    addUser,
    submitRun: (owner = user) => submitRun(core, owner),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

async function createUser(core: OpenCore): Promise<TestUser> {
  const id = newId()
  const email = `${id}@example.org`
  const { groups } = await insertUser(core.db, { id, email, name: 'Somebody', password_hash: null, groups: ['users'] })
  const actor = { user_id: id, email, groups }
  const { key } = await createApiKey(core, actor, { name: 'test', scopes: ['admin'] })
  return { actor, key, headers: { authorization: `Bearer ${key}` } }
}

async function submitRun(core: OpenCore, { actor }: TestUser): Promise<{ run_id: string; job_id: string }> {
  const job = { name: 'only', kind: 'inference', spec: inferenceSpec(), needs: [], fingerprint: null }
  const run = { owner_id: actor.user_id, name: 'a run', jobs: [job] }
  const [run_id = ''] = await transactAround(core, (held) => submitRuns(held, [run]))
  const { id: job_id } = await core.db
    .selectFrom('jobs')
    .select('id')
    .where('run_id', '=', run_id)
    .executeTakeFirstOrThrow()
  return { run_id, job_id }
}

function inferenceSpec(): InferenceSpec {
  return {
    kind: 'inference',
    dataset_id: newId(),
    model: { provider: 'baseline', model: 'lead-3', parameters: {} },
    task: { type: 'summarization' },
    columns: columnRoles.parse({}),
    max_samples: null,
    max_failed_ratio: 0,
    repeat: 0,
    seed: 0,
  }
}
