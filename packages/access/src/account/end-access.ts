import { deleteApiKeysOfUser, deleteDeviceLoginsOfUser, deleteSessionsOfUser, deleteTokensOfUser } from '@assay/db'
import type { AccessDeps } from '../deps.ts'

/** What is to go besides sessions, links and devices, and what may stay. */
interface Ending {
  readonly keys: boolean
  readonly except_id?: string | null
}

/** Ends what a user's old password may have opened. */
export async function endAccess(
  deps: Pick<AccessDeps, 'db' | 'hints'>,
  owner_id: string,
  { keys, except_id = null }: Ending,
): Promise<void> {
  await deleteSessionsOfUser(deps.db, { owner_id, except_id })
  await deleteTokensOfUser(deps.db, owner_id)
  // before the keys: a device that fetches its own at this moment is waited for
  await deleteDeviceLoginsOfUser(deps.db, owner_id)
  if (keys) await deleteApiKeysOfUser(deps.db, owner_id)
}
