import type { Database } from '@assay/db'
import type { JobState } from '@assay/schemas'
import type { Transaction } from 'kysely'

/** A run that has ended. */
export interface EndedRun {
  readonly id: string
  readonly owner_id: string
  readonly state: JobState
}

/** A job that has ended; one that was skipped or reused did not run, and is none. */
export interface EndedJob {
  readonly id: string
  readonly run_id: string
  readonly owner_id: string
  readonly state: JobState
}

/** What a transaction has brought to an end. */
export interface Ended {
  readonly runs: readonly EndedRun[]
  readonly jobs: readonly EndedJob[]
}

/** Does what follows from the end of runs and jobs, in the transaction that ends them. */
export type OnRunsEnded = (trx: Transaction<Database>, ended: Ended) => Promise<void>
