import type { EventType } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { CreatedAt, Json } from './column-types.ts'

export interface EventTable {
  run_id: string
  seq: number
  job_id: string | null
  type: EventType
  data: Json<Record<string, unknown>>
  created_at: CreatedAt
}

export type EventRow = Selectable<EventTable>
