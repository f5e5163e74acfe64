import type { ModelSpec } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { CreatedAt, NullableJson, Time } from './column-types.ts'

/** Either `model` or `alias_of` is there. */
export interface ModelEntryTable {
  id: string
  /** Null: it is for everyone. */
  owner_id: string | null
  /** With whose secret everyone calls it; null: each with their own. */
  secret_owner_id: string | null
  name: string
  title: string
  description: string
  tasks: string[]
  requirements: string[]
  model: NullableJson<ModelSpec>
  alias_of: string | null
  created_at: CreatedAt
  updated_at: Time
}

export type ModelEntryRow = Selectable<ModelEntryTable>
