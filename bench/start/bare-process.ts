import { once } from 'node:events'
import { type Database, openDatabase, startEmbeddedPostgres } from '@assay/db'
import { fastify } from 'fastify'
import { sql } from 'kysely'

/** What a start is measured against: Postgres on the same settings, Fastify in front of it, and nothing else. */
const [data_dir] = process.argv.slice(2)
if (data_dir === undefined) throw new Error('usage: bare-process.ts <directory>')
await using postgres = await startEmbeddedPostgres({ data_dir })
await using db = openDatabase<Database>({ url: postgres.url })
await sql`select 1`.execute(db)
await using app = fastify()
app.get('/', () => 'Nothing else.')
console.log(`ready ${await app.listen({ host: '127.0.0.1', port: 0 })}`)
await once(process, 'SIGTERM')
