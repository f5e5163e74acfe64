import { join } from 'node:path'
import { type FirstStart, prepareFirstStart, sealAnew } from '@assay/access'
import { openCore, watchApplications } from '@assay/core'
import { drainMs, listen, requireMigrated, takePlace, tieStorage } from '@assay/program'
import type { Logger } from 'pino'
import { coreOptionsOf } from './core-options.ts'
import type { Environment } from './env.ts'
import { createApi } from './server.ts'

/** HTTP with an outside database and storage, as one of several processes; the work is done by apps/worker. */
interface Server extends AsyncDisposable {
  readonly url: string
  readonly first_start: FirstStart
  /** Rejects when this process must end, because others exclude it. */
  readonly excluded: Promise<never>
  /** Ends requests, which have 30 seconds. */
  drain(): Promise<void>
}

/** Throws when the port is taken, and StartError when this process may not use the database now. */
export async function serve(env: Environment, log: Logger): Promise<Server> {
  await using stack = new AsyncDisposableStack()
  const listening = await listen(env)
  stack.defer(() => listening.close(0))
  const { host, database_url, storage_url, secret_key, public_url, cors_origins, trust_proxy, open_user, decode_auth } =
    env
  const place = stack.use(await takePlace({ database_url, kind: 'api', secret_key, log }))
  const core = stack.use(
    await openCore({
      ...coreOptionsOf(env, { own_url: listening.url }),
      name: 'assay api',
      database_url,
      scratch_directory: join(env.data_dir, 'scratch-of-apis'),
      secret_key,
      is_one_of_several: true,
      log,
    }),
  )
  await requireMigrated(core)
  await tieStorage({ ...core, storage_url })
  await sealAnew(core, { is_lost: env.secret_key_lost })
  const first_start = await prepareFirstStart(core, env.admin)
  await watchApplications(core, env, stack)
  const api = await createApi({
    core,
    settings: { host, public_url, cors_origins, trust_proxy, open_user, decode_auth },
    log,
  })
  stack.defer(() => api.close())
  await api.ready()
  listening.open(api.routing)
  if (env.max_calls_per_minute !== undefined) {
    log.warn({}, 'ASSAY_MAX_CALLS_PER_MINUTE counts in this process alone: each further one lets through as many again')
  }
  const serving = stack.move()
  return {
    url: public_url ?? listening.url,
    first_start,
    excluded: place.excluded,
    drain: async () => void (await Promise.all([api.close(), listening.close(drainMs)])),
    [Symbol.asyncDispose]: () => serving.disposeAsync(),
  }
}
