import { join } from 'node:path'
import { reachEmbeddedPostgres, startEmbeddedPostgres } from '@assay/db'
import { createLog } from '@assay/program'
import { leaveOutOtherPostgres, readAdminEnvironment } from '../env.ts'
import { readIfThere } from '../stored-text.ts'

/** What the environment says about a server: its database, its storage and its key. */
export interface House extends AsyncDisposable {
  readonly database_url: string
  readonly storage_url: string
  readonly data_dir: string
  readonly keys: {
    readonly secret_key: string | undefined
    readonly previous: readonly string[]
    readonly is_lost: boolean
  }
}

/**
 * Opens the server that the environment names. With embedded Postgres that of the server which runs, or else one that
 * is started meanwhile.
 *
 * @param of whether there is a server already, or one is to be made.
 */
export async function openHouse(of: 'server' | 'new server'): Promise<House> {
  const env = readAdminEnvironment()
  const log = createLog(env.log_level)
  for (const line of env.unknown) log.warn({}, line)
  await using stack = new AsyncDisposableStack()
  const { data_dir, storage_url } = env
  if (env.database_url === undefined) leaveOutOtherPostgres()
  const reach = of === 'server' ? reachEmbeddedPostgres : startEmbeddedPostgres
  const database_url = env.database_url ?? stack.use(await reach({ data_dir, log })).url
  const opened = stack.move()
  return {
    ...{ database_url, storage_url, data_dir },
    keys: {
      secret_key: env.secret_key ?? (await readIfThere(join(data_dir, 'secret.key'))),
      previous: env.secret_key_previous,
      is_lost: env.secret_key_lost,
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
