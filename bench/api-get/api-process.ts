import { once } from 'node:events'
import type { Authenticator } from '@assay/access'
import { createApi } from '@assay/api'
import { openCore } from '@assay/core'
import { pino } from 'pino'
import { insertSubjects } from './subjects.ts'

/**
 * The API in a process of its own, as `npm start` builds it: told where its data is, it says where it listens and what
 * to ask for. `open`: it takes everybody for the one user, without looking at credentials.
 */
const [database_url, directory, open] = process.argv.slice(2)
if (database_url === undefined || directory === undefined)
  throw new Error('usage: api-process.ts <database> <directory> [open]')
const log = pino({ level: 'warn' }, pino.destination(2))
await using core = await openCore({
  name: 'bench api',
  database_url,
  storage_url: new URL('storage/', `file://${directory}/`).href,
  scratch_directory: `${directory}/scratch`,
  secret_key: 'a key that is good for measuring, and for nothing else',
  pool_size: 10,
  settings: { max_upload_bytes: 1024 ** 2 },
  log,
})
const { actor, ...subjects } = await insertSubjects(core)
const authenticator: Authenticator = {
  authenticate: async () => actor,
  resume: async () => ({ actor, until: Number.POSITIVE_INFINITY }),
  sessionActor: async () => actor,
  [Symbol.dispose]() {},
}
const api = await createApi({
  core,
  settings: { host: '127.0.0.1', cors_origins: [], trust_proxy: false },
  log,
  ...(open === 'open' && { authenticator }),
})
const url = await api.listen({ host: '127.0.0.1', port: 0 })
process.send?.({ url, ...subjects })
await once(process, 'disconnect')
await api.close()
