import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type FirstStart, prepareFirstStart, sealAnew } from '@assay/access'
import { coreOptionsOf, createApi } from '@assay/api'
import { type OpenCore, openCore, watchApplications } from '@assay/core'
import { lockDataDirectory, startEmbeddedPostgres } from '@assay/db'
import { createModelFetch } from '@assay/models'
import { drainMs, type ListeningPort, listen, migrateWhileNobodyWorks, takePlace, tieStorage } from '@assay/program'
import { openPages } from '@assay/web'
import { startWorker } from '@assay/worker'
import type { Logger } from 'pino'
import type { Environment } from './env.ts'
import { storedText } from './stored-text.ts'

export interface Standalone {
  readonly url: string
  readonly core: OpenCore
  readonly first_start: FirstStart
  /** Rejects when this process must end, because others exclude it. */
  readonly excluded: Promise<never>
  /** Ends requests, drains or hands back jobs, and stops Postgres last. */
  stop(): Promise<void>
}

export async function startStandalone(env: Environment, log: Logger): Promise<Standalone> {
  await using stack = new AsyncDisposableStack()
  const listening = await takePort(env)
  stack.defer(() => listening.close(0))
  const database_url = await openPostgres(env, { stack, log })
  const secret_key = env.secret_key ?? (await storedText(env.data_dir, 'secret.key'))
  await migrateWhileNobodyWorks(database_url)
  const place = stack.use(await takePlace({ database_url, kind: 'standalone', secret_key, log }))
  const scratch_directory = join(env.data_dir, 'scratch')
  // the data directory is ours alone: what is in there was left by a process that was killed
  await rm(scratch_directory, { recursive: true, force: true })
  const options = coreOptionsOf(env, { own_url: listening.url })
  const core = await openCore({
    ...options,
    metric_seconds: env.metric_seconds,
    name: 'assay standalone',
    database_url,
    scratch_directory,
    secret_key,
    log,
  })
  stack.use(core)
  await tieStorage({ ...core, storage_url: env.storage_url })
  await sealAnew(core, { is_lost: env.secret_key_lost })
  const first_start = await prepareFirstStart(core, env.admin)
  await watchApplications(core, env, stack)
  const outgoing = stack.use(createModelFetch(options.outgoing))
  const worker = await startWorker(
    { ...core, fetch: outgoing.fetch },
    {
      name: await workerName(env.data_dir),
      slots: env.workers,
      sandbox: env.sandbox,
      docker: env.docker,
      image_days: env.image_days,
      work_directory: env.work_directory ?? join(env.data_dir, 'work'),
      database_url,
      is_only_one: true,
    },
  )
  stack.defer(() => worker.drain({ timeout_ms: 0 }))
  const pages = stack.use(await openPages())
  const { host, public_url, cors_origins, trust_proxy, open_user, decode_auth } = env
  const settings = { host, public_url, cors_origins, trust_proxy, open_user, decode_auth }
  const api = await createApi({ core, settings, log, pages })
  stack.defer(() => api.close())
  await api.ready()
  listening.open(api.routing)
  const running = stack.move()
  return {
    url: env.public_url ?? listening.url,
    core,
    first_start,
    excluded: place.excluded,
    async stop() {
      await Promise.all([api.close(), listening.close(drainMs), worker.drain({ timeout_ms: drainMs })])
      await running.disposeAsync()
    },
  }
}

/** If a start on the same data directory has the port, its lock on the directory is the better error. */
async function takePort(env: Environment): Promise<ListeningPort> {
  try {
    return await listen(env)
  } catch (error) {
    await using _free = await lockDataDirectory(env.data_dir)
    throw error
  }
}

async function openPostgres(
  { database_url, data_dir }: Environment,
  { stack, log }: { stack: AsyncDisposableStack; log: Logger },
): Promise<string> {
  if (database_url === undefined) return stack.use(await startEmbeddedPostgres({ data_dir, log })).url
  stack.use(await lockDataDirectory(data_dir))
  return database_url
}

/** A name that belongs to the process with this data directory, and to no other one on the same database. */
async function workerName(data_dir: string): Promise<string> {
  return `standalone ${(await storedText(data_dir, 'instance.id')).slice(0, 12)}`
}
