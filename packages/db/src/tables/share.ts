import type { Group } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { CreatedAt, Defaulted } from './column-types.ts'

/** Lets a user, or a group, at one thing of its owner's. */
export interface ShareTable {
  id: string
  owner_id: string
  dataset_id: Defaulted<string | null>
  experiment_id: Defaulted<string | null>
  run_id: Defaulted<string | null>
  with_user_id: Defaulted<string | null>
  with_group: Defaulted<Group | null>
  access: 'read' | 'write'
  created_at: CreatedAt
}

export type ShareRow = Selectable<ShareTable>
