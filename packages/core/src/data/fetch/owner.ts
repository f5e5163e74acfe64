import type { Actor } from '@assay/access'
import type { DatasetFetchRow } from '@assay/db'

/** Whoever a file is fetched for, as the one to whom it will belong. */
export function ownerOf({ owner_id }: Pick<DatasetFetchRow, 'owner_id'>): Actor {
  return { user_id: owner_id, email: '', groups: ['users'] }
}
