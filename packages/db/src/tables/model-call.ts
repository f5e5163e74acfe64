import type { Selectable } from 'kysely'
import type { Json, Time } from './column-types.ts'

/** Answers of models by content; cost and latency are those of the original call. */
export interface ModelCallTable {
  owner_id: string
  key: string
  prediction: Json<Record<string, unknown>>
  /** When the answer was given: one that is asked for anew takes the place of the earlier one. */
  created_at: Time
}

export type ModelCallRow = Selectable<ModelCallTable>
