import { type Actor, createApiKey } from '@assay/access'
import { addOwner } from '../platform/no-op.ts'
import { serveApi } from '../platform/serve-api.ts'

/** The API in a process of its own, with one user: told where its data is, it says where it listens and their key. */
const [database_url, directory] = process.argv.slice(2)
if (database_url === undefined || directory === undefined)
  throw new Error('usage: api-process.ts <database> <directory>')
await serveApi({ database_url, directory }, async (core) => {
  const user_id = await addOwner(core.db)
  const actor: Actor = { user_id, email: `${user_id}@example.org`, groups: ['users'] }
  const { key } = await createApiKey(core, actor, { name: 'bench', scopes: ['admin'] })
  return { told: { key } }
})
