import type { JobState, Metadata } from '@assay/schemas'
import type { ColumnType, Selectable } from 'kysely'
import type { CreatedAt, Defaulted, NullableTime } from './column-types.ts'

export interface RunTable {
  id: string
  owner_id: string
  /** Runs of one group are listed, shared and deleted together. */
  group_id: Defaulted<string | null>
  name: string
  state: Defaulted<JobState>
  jobs_total: Defaulted<number>
  jobs_open: Defaulted<number>
  jobs_failed: Defaulted<number>
  jobs_stopped: Defaulted<number>
  event_seq: Defaulted<number>
  retry_of: Defaulted<string | null>
  stop_requested_at: NullableTime
  /** When what has not ended is stopped. */
  deadline_at: NullableTime
  metadata: ColumnType<Metadata, string | undefined, never>
  created_at: CreatedAt
  started_at: NullableTime
  finished_at: NullableTime
}

export type RunRow = Selectable<RunTable>
