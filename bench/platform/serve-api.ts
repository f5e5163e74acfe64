import { once } from 'node:events'
import type { Authenticator } from '@assay/access'
import { createApi } from '@assay/api'
import { type OpenCore, openCore } from '@assay/core'
import { pino } from 'pino'

interface Served {
  /** What is said to who started the process, beside where it listens. */
  readonly told: Readonly<Record<string, unknown>>
  /** Absent: credentials are looked at. */
  readonly authenticator?: Authenticator
}

interface Place {
  readonly database_url: string
  readonly directory: string
  /** Absent: in the directory. */
  readonly storage_url?: string | undefined
}

/**
 * Serves the API in this process, as `npm start` builds it, over a database and a folder, until who started the process
 * goes away.
 */
export async function serveApi(
  { database_url, directory, storage_url }: Place,
  prepare: (core: OpenCore) => Promise<Served>,
): Promise<void> {
  const log = pino({ level: 'warn' }, pino.destination(2))
  await using core = await openCore({
    name: 'bench api',
    database_url,
    storage_url: storage_url ?? new URL('storage/', `file://${directory}/`).href,
    scratch_directory: `${directory}/scratch`,
    secret_key: 'a key that is good for measuring, and for nothing else',
    pool_size: 10,
    settings: {},
    log,
  })
  const { told, authenticator } = await prepare(core)
  const settings = { host: '127.0.0.1', cors_origins: [], trust_proxy: false }
  const api = await createApi({ core, settings, log, ...(authenticator && { authenticator }) })
  process.send?.({ url: await api.listen({ host: '127.0.0.1', port: 0 }), ...told })
  await once(process, 'disconnect')
  await api.close()
}
