import type { CheckedApplicationEntry } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { CreatedAt, Json, NullableTime, Time } from './column-types.ts'

/** One entrypoint of one version of an application. */
export interface EntrypointTable {
  id: string
  application: string
  version: string
  entrypoint: string
  /** Where it stands among those of its version. */
  position: number
  definition: Json<CheckedApplicationEntry>
  applied_by: string | null
  created_at: CreatedAt
  updated_at: Time
  /** When a job used it first; it never changes again. */
  used_at: NullableTime
  /** Since when it is hidden from lists and new runs; null: it is not. */
  removed_at: NullableTime
}

export type EntrypointRow = Selectable<EntrypointTable>

export interface EntrypointFileTable {
  entrypoint_id: string
  /** Below the working folder of the job. */
  path: string
  blob_id: string
}

/** A file that a job finds when it begins. */
export interface JobInputTable {
  job_id: string
  /** Below the folder of inputs. */
  path: string
  blob_id: string
}
