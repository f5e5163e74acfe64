import type { Kysely, Transaction } from 'kysely'
import type { Handlers } from './handler.ts'
import type { Queue } from './queue.ts'

declare const queue: Queue
declare const db: Kysely<unknown>
declare const trx: Transaction<unknown>
const id = '0193a1d0-0000-7000-8000-000000000000'

void queue.enqueue(trx, 'dataset.ingest', { dataset_id: id })

// @ts-expect-error a message is sent in a transaction only
void queue.enqueue(db, 'dataset.ingest', { dataset_id: id })

// @ts-expect-error the name is one of the catalogue
void queue.enqueue(trx, 'dataset.eat', { dataset_id: id })

// @ts-expect-error the payload is the one that the catalogue declares
void queue.enqueue(trx, 'comparison.compute', { dataset_id: id })

// @ts-expect-error every message has a handler
export const incomplete: Handlers = { 'dataset.ingest': async () => {} }
