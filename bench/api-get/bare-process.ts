import { once } from 'node:events'
import { type Database, openDatabase } from '@assay/db'
import { fastify } from 'fastify'
import { z } from 'zod'

/** What the API is measured against: Fastify and Kysely, the same rows, and nothing else. */
const [url] = process.argv.slice(2)
if (url === undefined) throw new Error('usage: bare-process.ts <database>')
await using db = openDatabase<Database>({ url, pool_size: 10 })
const app = fastify()
const params = z.object({ id: z.string() })
app.get('/jobs/:id', async (request) => {
  const { id } = params.parse(request.params)
  return db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
})
app.get('/datasets/:id', async (request) => {
  const { id } = params.parse(request.params)
  return db.selectFrom('datasets').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
})
process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }))
await once(process, 'disconnect')
await app.close()
