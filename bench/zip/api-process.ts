import { once } from 'node:events'
import { createApi } from '@assay/api'
import { openCore } from '@assay/core'
import { pino } from 'pino'
import { insertFolder } from './folder.ts'

/** The API in a process of its own, with the files of a folder in a user's tree: it says where it is, and a key. */
const [database_url, directory, folder] = process.argv.slice(2)
if (database_url === undefined || directory === undefined || folder === undefined)
  throw new Error('usage: api-process.ts <database> <directory> <folder>')
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
const key = await insertFolder(core, folder)
const api = await createApi({ core, settings: { host: '127.0.0.1', cors_origins: [], trust_proxy: false }, log })
process.send?.({ url: await api.listen({ host: '127.0.0.1', port: 0 }), key })
await once(process, 'disconnect')
await api.close()
