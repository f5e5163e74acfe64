import type { Database, Hints, Log } from '@assay/db'
import type { Kysely, Transaction } from 'kysely'
import type { Signals } from './signals.ts'

export interface EngineDeps {
  readonly db: Kysely<Database>
  readonly hints: Hints
  readonly signals: Signals
  readonly log: Log
  readonly onSettled?: OnSettled | undefined
}

/**
 * What else is to be done when jobs have succeeded that leave files, in the same transaction, which holds their runs.
 * What is to be told of jobs besides, by their ids.
 */
export type OnSettled = (trx: Transaction<Database>, job_ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
