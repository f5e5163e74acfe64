import { type Actor, viewerOf } from '@assay/access'
import {
  deleteRun,
  findBlobIdsOfRuns,
  findNumberedJob,
  forgetNumberedName,
  getEndableRun,
  listNumberedJobs,
} from '@assay/db'
import { isTerminal, requestStop, transactAround } from '@assay/engine'
import { DomainError, type NumberedJob, type numberedJobList, type numberedJobListInput } from '@assay/schemas'
import type { z } from 'zod'
import { releaseBlobs } from '../file/release.ts'
import type { RunDeps } from './deps.ts'

interface Named {
  readonly number: number
}

/** The actor's own, the newest first. */
export async function listOwnNumberedJobs(
  { db }: Pick<RunDeps, 'db'>,
  { user_id: owner_id }: Actor,
  page: z.output<typeof numberedJobListInput>,
): Promise<z.infer<typeof numberedJobList>> {
  return { items: await listNumberedJobs(db, { owner_id, ...page }) }
}

/** Throws NUMBERED_JOB_NOT_FOUND, also for that of somebody else. */
export async function getNumberedJob(
  { db }: Pick<RunDeps, 'db'>,
  { user_id: owner_id }: Actor,
  { number }: Named,
): Promise<NumberedJob> {
  const job = await findNumberedJob(db, { owner_id, number })
  if (!job) throw new DomainError('NUMBERED_JOB_NOT_FOUND', { number })
  return job
}

/**
 * From now on there is no such job: what runs is asked to stop, and what has ended is deleted with its run. Throws
 * NUMBERED_JOB_NOT_FOUND.
 */
export async function removeNumberedJob(deps: RunDeps, actor: Actor, { number }: Named): Promise<void> {
  await transactAround(deps, async (held, trx) => {
    const { run_id } = await getNumberedJob({ db: trx }, actor, { number })
    const viewed = { id: run_id, viewer: viewerOf(actor) }
    const { state } = await getEndableRun(trx, viewed)
    if (!isTerminal(state)) await requestStop(held, run_id)
    await forgetNumberedName(trx, number)
    if (!isTerminal((await getEndableRun(trx, viewed)).state)) return
    const blob_ids = await findBlobIdsOfRuns(trx, [run_id])
    await deleteRun(trx, run_id)
    await releaseBlobs(deps, trx, blob_ids)
  })
}
