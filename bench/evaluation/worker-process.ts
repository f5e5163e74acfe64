import { once } from 'node:events'
import { startWorker } from '@assay/worker'
import { openPlace } from './place.ts'

/** A worker in a process of its own, as `apps/worker` starts it: told where its data is, it says that it is ready. */
const [database_url, directory] = process.argv.slice(2)
if (database_url === undefined || directory === undefined)
  throw new Error('usage: worker-process.ts <database> <directory>')
await using core = await openPlace(database_url, directory)
const worker = await startWorker({ ...core, fetch }, { name: 'bench', slots: 1, database_url })
process.send?.('ready')
await once(process, 'disconnect')
await worker.drain({ timeout_ms: 0 })
