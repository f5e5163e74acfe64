import type { Group } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { CreatedAt, Defaulted, NullableTime } from './column-types.ts'

export interface WorkerRegistrationTable {
  id: string
  owner_id: string
  name: string
  /** Whose jobs it takes; with `for_group` null: everybody's. */
  for_user_id: Defaulted<string | null>
  for_group: Defaulted<Group | null>
  labels: Defaulted<string[]>
  prefix: string
  token_hash: Buffer
  created_at: CreatedAt
  last_used_at: NullableTime
  draining_at: NullableTime
  /** Whether it stands for its owner, who works without a token of a worker. */
  of_account: Defaulted<boolean>
}

export type WorkerRegistrationRow = Selectable<WorkerRegistrationTable>
