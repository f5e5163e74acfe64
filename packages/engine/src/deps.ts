import type { Database, Hints, Log } from '@assay/db'
import type { Kysely } from 'kysely'
import type { OnRunsEnded } from './ended.ts'
import type { Signals } from './signals.ts'

export interface EngineDeps {
  readonly db: Kysely<Database>
  readonly hints: Hints
  readonly signals: Signals
  readonly log: Log
  /** Absent: nothing follows. */
  readonly onRunsEnded?: OnRunsEnded
}
