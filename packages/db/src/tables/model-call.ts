import type { Selectable } from 'kysely'
import type { CreatedAt, Json } from './column-types.ts'

/** Answers of models by content; cost and latency are those of the original call. */
export interface ModelCallTable {
  owner_id: string
  key: string
  prediction: Json<Record<string, unknown>>
  created_at: CreatedAt
}

export type ModelCallRow = Selectable<ModelCallTable>
