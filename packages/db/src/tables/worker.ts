import type { Group, Offers, Placement } from '@assay/schemas'
import type { ColumnType, Selectable } from 'kysely'
import type { CreatedAt, Defaulted, NullableJson, NullableTime } from './column-types.ts'

/** A worker session; kept narrow, because it is renewed every few seconds. */
export interface WorkerTable {
  id: string
  name: string
  slots: number
  lease_seconds: Defaulted<number>
  /** How long it may be out of reach before it kills what it executes. */
  gives_up_seconds: Defaulted<number>
  /** Null: it takes what requires nothing. */
  offers: NullableJson<Offers>
  kinds: Defaulted<string[]>
  placements: Defaulted<Placement[]>
  version: Defaulted<string | null>
  draining_at: NullableTime
  /** Null: a worker of the platform. */
  registration_id: Defaulted<string | null>
  /** Whose jobs it takes; with `for_group` null: everybody's. */
  for_user_id: Defaulted<string | null>
  for_group: Defaulted<Group | null>
  renewed_at: ColumnType<string, string | undefined, string>
  created_at: CreatedAt
}

export type WorkerRow = Selectable<WorkerTable>
