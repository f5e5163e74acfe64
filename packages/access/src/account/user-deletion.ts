import {
  countExperimentsOfOthers,
  type Database,
  deleteApiKeysOfUser,
  deleteSessionsOfUser,
  deleteSharesByUser,
  lockAdmins,
  lockUser,
  updateUser,
} from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError } from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { AccessDeps } from '../deps.ts'

/**
 * Asks for the end of an account. From the commit on no credential of it is good and what it shared is no longer
 * shared; all else is deleted by a message. To ask twice changes nothing. Throws LAST_ADMIN, WORK_OF_OTHERS.
 */
export async function requestDeletion(
  deps: AccessDeps,
  { user_id, with_work_of_others }: { readonly user_id: string; readonly with_work_of_others: boolean },
): Promise<void> {
  await transact(deps, async (trx) => {
    await keepAnAdmin(trx, user_id)
    const user = await lockUser(trx, user_id)
    if (user.deletion_requested_at !== null) return
    const experiments = with_work_of_others ? 0 : await countExperimentsOfOthers(trx, user_id)
    if (experiments > 0) throw new DomainError('WORK_OF_OTHERS', { experiments })
    const now = new Date().toISOString()
    await updateUser(trx, user_id, { deletion_requested_at: now, disabled_at: user.disabled_at ?? now })
    await deleteSessionsOfUser(trx, { owner_id: user_id })
    await deleteApiKeysOfUser(trx, user_id)
    await deleteSharesByUser(trx, user_id)
    await deps.queue.enqueue(trx, 'user.delete', { user_id })
  })
}

/** Makes sure that an admin is left; of two who leave at once, one stays. Throws LAST_ADMIN. */
export async function keepAnAdmin(trx: Transaction<Database>, user_id: string): Promise<void> {
  if (await isOnlyAdmin(trx, user_id)) throw new DomainError('LAST_ADMIN', {})
}

/** Whether nobody else can manage the server; stays so until the transaction ends. */
export async function isOnlyAdmin(trx: Transaction<Database>, user_id: string): Promise<boolean> {
  const admins = await lockAdmins(trx)
  return admins.length === 1 && admins[0] === user_id
}
