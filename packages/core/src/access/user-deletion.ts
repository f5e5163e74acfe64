import {
  countExperimentsOfOthers,
  type Database,
  deleteApiKeysOfUser,
  deleteComparisonsOfUser,
  deleteModelCallsOfUser,
  deleteSessionsOfUser,
  deleteSharesByUser,
  deleteStoredByUser,
  deleteUser,
  findDatasetIdsOfUser,
  findExperimentIdsOfUser,
  findOpenRunIdsOfUser,
  findRunIdsOfUser,
  findUserById,
  lockAdmins,
  lockUser,
  type UserRow,
  updateUser,
} from '@assay/db'
import { DomainError } from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { Actor } from '../actor.ts'
import { channels } from '../channel.ts'
import { removeDataset } from '../data/dataset.ts'
import { releaseObjects } from '../data/release.ts'
import type { CoreDeps } from '../deps.ts'
import { isTerminal } from '../engine/legal-moves.ts'
import { sweepCheckpoints } from '../evaluation/checkpoint.ts'
import { removeExperiment } from '../evaluation/experiment.ts'
import { getRunDetail, removeRun, stopRun } from '../evaluation/run.ts'
import { transact } from '../transact.ts'

/** How long a worker may take to confirm that a job is dead, before the message is handed back and tried again. */
const stopSeconds = 60

/**
 * Asks for the end of an account. From the commit on no credential of it is good and nobody is let at what it shared; all
 * else is deleted by a message. To ask twice changes nothing. Throws LAST_ADMIN, WORK_OF_OTHERS.
 */
export async function requestDeletion(
  deps: CoreDeps,
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
  deps.hints.hint(channels.credentials)
}

/** Makes sure that somebody else can manage the server; of two admins who leave at once, one stays. Throws LAST_ADMIN. */
export async function keepAnAdmin(trx: Transaction<Database>, user_id: string): Promise<void> {
  if (await isOnlyAdmin(trx, user_id)) throw new DomainError('LAST_ADMIN', {})
}

/** Whether nobody else can manage the server; stays so until the transaction ends. */
export async function isOnlyAdmin(trx: Transaction<Database>, user_id: string): Promise<boolean> {
  const admins = await lockAdmins(trx)
  return admins.length === 1 && admins[0] === user_id
}

/**
 * Deletes everything of a user whose deletion was asked for, and then the user. Safe to do twice, also at once. Throws where
 * something is in the way, such as a run that does not stop, to be tried again.
 */
export async function deleteUserWithAll(deps: CoreDeps, { user_id }: { readonly user_id: string }): Promise<void> {
  const user = await findUserById(deps.db, user_id)
  if (!user || user.deletion_requested_at === null) return
  const { db } = deps
  const platform: Actor = { user_id, email: user.email, groups: ['admin'] }
  for (const run_id of await findOpenRunIdsOfUser(db, user_id)) await unlessGone(endRun(deps, platform, run_id))
  await removeAll(
    () => findExperimentIdsOfUser(db, user_id),
    (experiment_id) => removeExperiment(deps, platform, { experiment_id }),
  )
  await removeAll(
    () => findRunIdsOfUser(db, user_id),
    (run_id) => removeRun(deps, platform, { run_id }),
  )
  await deleteComparisonsOfUser(db, user_id)
  await removeAll(
    () => findDatasetIdsOfUser(db, user_id),
    (dataset_id) => removeDataset(deps, platform, { dataset_id }),
  )
  while ((await deleteModelCallsOfUser(db, user_id)) > 0);
  await sweepCheckpoints(deps)
  await deleteRest(deps, user)
}

/** Stops a run and waits until its workers have confirmed that nothing of it runs any more. */
async function endRun(deps: CoreDeps, platform: Actor, run_id: string): Promise<void> {
  await stopRun(deps, platform, { run_id })
  const { state } = await getRunDetail(deps, platform, { run_id, wait_seconds: stopSeconds })
  if (!isTerminal(state)) throw new DomainError('RUN_NOT_FINISHED', { run_id, state })
}

async function removeAll(find: () => Promise<string[]>, remove: (id: string) => Promise<void>): Promise<void> {
  for (let ids = await find(); ids.length > 0; ids = await find()) {
    for (const id of ids) await unlessGone(remove(id))
  }
}

/** What another one has deleted meanwhile is as good as deleted; whatever is in the way may be gone the next time. */
async function unlessGone(removal: Promise<void>): Promise<void> {
  try {
    await removal
  } catch (error) {
    if (DomainError.is(error) && error.status === 404) return
    throw new Error('something of the account cannot be deleted yet', { cause: error })
  }
}

/** The row goes last: while it is there the message can be tried again, and what came meanwhile keeps it there. */
async function deleteRest(deps: CoreDeps, user: UserRow): Promise<void> {
  await transact(deps, async (trx) => {
    await releaseObjects(deps, trx, await deleteStoredByUser(trx, user.id))
    await deleteUser(trx, user)
  })
}
