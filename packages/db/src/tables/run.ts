import type { JobState, ModelSpec } from '@assay/schemas'
import type { ColumnType, Selectable } from 'kysely'
import type { CreatedAt, Defaulted, NullableJson, NullableTime } from './column-types.ts'

export interface RunTable {
  id: string
  owner_id: string
  experiment_id: string | null
  name: string
  state: Defaulted<JobState>
  model: NullableJson<ModelSpec>
  metrics: ColumnType<string[], string[], never>
  jobs_total: Defaulted<number>
  jobs_open: Defaulted<number>
  jobs_failed: Defaulted<number>
  jobs_stopped: Defaulted<number>
  event_seq: Defaulted<number>
  retry_of: Defaulted<string | null>
  stop_requested_at: NullableTime
  created_at: CreatedAt
  started_at: NullableTime
  finished_at: NullableTime
}

export type RunRow = Selectable<RunTable>
