import type { Group, ShareableField } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { CreatedAt, Defaulted } from './column-types.ts'

/** The things, one of which is shared: a column for each noun, so that a share goes with what it shares. */
type Things = Record<ShareableField, Defaulted<string | null>>

/** Gives a user, or a group, access to one thing of its owner's. */
export interface ShareTable extends Things {
  id: string
  owner_id: string
  with_user_id: Defaulted<string | null>
  with_group: Defaulted<Group | null>
  access: 'read' | 'write'
  created_at: CreatedAt
}

export type ShareRow = Selectable<ShareTable>
