import { createApiKey } from '@assay/access'
import { insertUser, newId } from '@assay/db'
import { serveApi } from '../platform/serve-api.ts'

/** The API in a process of its own, over a folder or a named storage: it says where it is, and a key of its user. */
const [database_url, directory, storage_url] = process.argv.slice(2)
if (database_url === undefined || directory === undefined)
  throw new Error('usage: api-process.ts <database> <directory> [storage]')
await serveApi({ database_url, directory, storage_url }, async (core) => {
  const account = {
    id: newId(),
    email: 'ada@example.org',
    name: 'Ada',
    password_hash: null,
    groups: ['users'],
  } as const
  const { id: user_id, email, groups } = await insertUser(core.db, { ...account, groups: [...account.groups] })
  const { key } = await createApiKey(core, { user_id, email, groups }, { name: 'bench', scopes: ['admin'] })
  return { told: { key } }
})
