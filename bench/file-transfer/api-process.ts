import { once } from 'node:events'
import { createApiKey } from '@assay/access'
import { createApi } from '@assay/api'
import { openCore } from '@assay/core'
import { insertUser, newId } from '@assay/db'
import { pino } from 'pino'

/** The API in a process of its own, over a folder; it says where it listens, and the key of its user. */
const [database_url, directory] = process.argv.slice(2)
if (database_url === undefined || directory === undefined)
  throw new Error('usage: api-process.ts <database> <directory>')
const log = pino({ level: 'warn' }, pino.destination(2))
await using core = await openCore({
  name: 'bench api',
  database_url,
  storage_url: new URL('storage/', `file://${directory}/`).href,
  scratch_directory: `${directory}/scratch`,
  secret_key: 'a key that is good for measuring, and for nothing else',
  pool_size: 10,
  settings: {},
  log,
})
const account = { id: newId(), email: 'ada@example.org', name: 'Ada', password_hash: null, groups: ['users'] } as const
const { id: user_id, email, groups } = await insertUser(core.db, { ...account, groups: [...account.groups] })
const { key } = await createApiKey(core, { user_id, email, groups }, { name: 'bench', scopes: ['admin'] })
const api = await createApi({ core, settings: { host: '127.0.0.1', cors_origins: [], trust_proxy: false }, log })
process.send?.({ url: await api.listen({ host: '127.0.0.1', port: 0 }), key })
await once(process, 'disconnect')
await api.close()
