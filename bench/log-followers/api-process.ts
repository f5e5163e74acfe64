import { createApiKey } from '@assay/access'
import { insertUser, newId } from '@assay/db'
import { serveApi } from '../platform/serve-api.ts'

/** The API in a process of its own; it says where it listens, and who its user is. */
const [database_url, directory] = process.argv.slice(2)
if (database_url === undefined || directory === undefined)
  throw new Error('usage: api-process.ts <database> <directory>')
await serveApi({ database_url, directory }, async (core) => {
  const user_id = newId()
  await insertUser(core.db, { id: user_id, email: 'ada@example.org', name: 'Ada', groups: ['users'] })
  const actor = { user_id, email: 'ada@example.org', groups: ['users' as const] }
  const { key } = await createApiKey(core, actor, { name: 'bench', scopes: ['admin'] })
  return { told: { key, owner_id: user_id } }
})
