import { startEmbeddedPostgres } from '../src/index.ts'

/** A process that runs embedded Postgres until it is told to stop, or killed. */
const [data_dir = ''] = process.argv.slice(2)
const postgres = await startEmbeddedPostgres({ data_dir, settings: { fsync: 'off' } })
process.stdout.write(`${JSON.stringify({ url: postgres.url, adopted: postgres.adopted })}\n`)
const alive = setInterval(() => {}, 60_000)
process.once('SIGTERM', () => {
  clearInterval(alive)
  void postgres.stop()
})
