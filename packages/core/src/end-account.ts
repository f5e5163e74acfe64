import type { Actor } from '@assay/access'
import {
  deleteComparisonsOfUser,
  deleteFilesOfUser,
  deleteModelCallsOfUser,
  deleteStoredByUser,
  deleteUser,
  findDatasetIdsOfUser,
  findExperimentIdsOfUser,
  findOpenRunIdsOfUser,
  findRunIdsOfUser,
  findUserById,
  type UserRow,
} from '@assay/db'
import { isTerminal, transact } from '@assay/engine'
import { DomainError } from '@assay/schemas'
import { removeDataset } from './data/dataset.ts'
import type { CoreDeps } from './deps.ts'
import { removeExperiment } from './evaluation/experiment.ts'
import { releaseObjects } from './file/release.ts'
import { sweepCheckpoints } from './run/checkpoint.ts'
import { getRunDetail, removeRun, stopRun } from './run/run.ts'

/** How long a worker may take to confirm that a job is dead, before the message is handed back and tried again. */
const stopSeconds = 60

/**
 * Deletes everything of a user whose deletion was asked for, and then the user. Safe to do twice, also at once. Throws,
 * to be tried again, where something is in the way, such as a run that does not stop.
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
  while ((await deleteFilesOfUser(db, user_id)) > 0);
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

/** Something that another attempt has deleted meanwhile is fine; whatever is in the way may be gone the next time. */
async function unlessGone(removal: Promise<void>): Promise<void> {
  try {
    await removal
  } catch (error) {
    if (DomainError.is(error) && error.status === 404) return
    throw new Error('something of the account cannot be deleted yet', { cause: error })
  }
}

/** The row goes last: while it is there, the message can be tried again. */
async function deleteRest(deps: CoreDeps, user: UserRow): Promise<void> {
  await transact(deps, async (trx) => {
    await releaseObjects(deps, trx, await deleteStoredByUser(trx, user.id))
    await deleteUser(trx, user)
  })
}
