import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createApiKey } from '@assay/access'
import { createApi } from '@assay/api'
import { openCore } from '@assay/core'
import { insertUser, newId } from '@assay/db'
import { pino } from 'pino'

/** An API alone, with one user; says where it is, and the key of the user. */
const log = pino({ level: process.env['ASSAY_LOG_LEVEL'] ?? 'silent' }, pino.destination(2))
const directory = mkdtempSync(join(tmpdir(), 'assay-api-'))
await using core = await openCore({
  name: 'assay test api',
  database_url: process.env['ASSAY_DATABASE_URL'] ?? '',
  storage_url: pathToFileURL(join(directory, 'storage/')).href,
  scratch_directory: join(directory, 'scratch'),
  secret_key: 'a key that is only good for tests, as everyone knows it',
  settings: { max_upload_bytes: 0 },
  log,
})
const api = await createApi({ core, settings: { host: '127.0.0.1', cors_origins: [], trust_proxy: false }, log })
const url = await api.listen({ host: '127.0.0.1', port: 0 })
const account = { id: newId(), email: 'ada@example.org', name: 'Ada', password_hash: null, groups: ['users'] } as const
const { id: user_id, email, groups } = await insertUser(core.db, { ...account, groups: [...account.groups] })
const { key } = await createApiKey(core, { user_id, email, groups }, { name: 'test', scopes: ['admin'] })
process.stdout.write(`${url} ${key}\n`)
const stopped = Promise.withResolvers<void>()
process.on('SIGTERM', () => stopped.resolve())
await stopped.promise
await api.close()
