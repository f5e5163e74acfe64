import type { NotificationSettings } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { CreatedAt, Json, NullableTime } from './column-types.ts'

/** Users without a row are mailed nothing. */
export interface NotificationSettingsTable {
  owner_id: string
  email: NotificationSettings['email']
  about: NotificationSettings['about']
  /** When they were last mailed. */
  mailed_at: NullableTime
}

/** Something that is yet to be mailed. */
export interface NoticeTable {
  id: string
  owner_id: string
  facts: Json<Record<string, unknown>>
  created_at: CreatedAt
}

export type NoticeRow = Selectable<NoticeTable>
