import { createWorker } from '@assay/access'
import { addOwner } from '../platform/no-op.ts'
import { serveApi } from '../platform/serve-api.ts'

/** The API in a process of its own, with a worker for everybody: it says where it listens, and the worker's token. */
const [database_url, directory] = process.argv.slice(2)
if (database_url === undefined || directory === undefined)
  throw new Error('usage: api-process.ts <database> <directory>')
await serveApi({ database_url, directory }, async (core) => {
  const user_id = await addOwner(core.db)
  const groups = ['users' as const, 'admin' as const]
  await core.db.updateTable('users').set({ groups }).where('id', '=', user_id).execute()
  const actor = { user_id, email: `${user_id}@example.org`, groups }
  const { token } = await createWorker(core, actor, { name: 'bench', labels: [], for: null })
  return { told: { token } }
})
