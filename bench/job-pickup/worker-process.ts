import { once } from 'node:events'
import { startWorkers } from './workers.ts'

/** The workers in a process of their own: told the database's address, it sends the start of each step. */
const [url] = process.argv.slice(2)
if (url === undefined) throw new Error('usage: worker-process.ts <database url>')
await using _workers = await startWorkers(url, (step, started_at) => process.send?.({ step, started_at }))
process.send?.('ready')
await once(process, 'disconnect')
