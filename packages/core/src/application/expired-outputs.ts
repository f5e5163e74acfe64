import { deleteEmptyFolders, deleteOutputs, type ExpiredJob, findExpiredJobs, lockTree } from '@assay/db'
import { noteEvent, transactAround } from '@assay/engine'
import { rootFolders } from '@assay/schemas'
import { releaseFiles } from '../file/release.ts'
import type { RunDeps } from '../run/deps.ts'
import { folderNameOf } from '../run/output-path.ts'

type Deps = Pick<RunDeps, 'db' | 'hints' | 'queue'>

const jobsAtOnce = 100

/**
 * Deletes the outputs of jobs that are no longer kept, and their files where these still stand where the job had left
 * them: what a user has moved elsewhere stays.
 */
export async function sweepOutputs(deps: Deps): Promise<void> {
  for (;;) {
    const jobs = await findExpiredJobs(deps.db, jobsAtOnce)
    for (const job of jobs) await expire(deps, job)
    if (jobs.length < jobsAtOnce) return
  }
}

async function expire(deps: Deps, { id: job_id, run_id, owner_id, name, outputs_folder }: ExpiredJob): Promise<void> {
  await transactAround(deps, async (held, trx) => {
    const tell = await noteEvent(held, { run_id, job_id, type: 'job.outputs_expired' })
    await lockTree(trx, owner_id, 'exclusive')
    const runFolders = rootFolders.map((root) => `${root}/${outputs_folder ?? run_id}`)
    const own = outputs_folder === null ? `/${folderNameOf({ id: job_id, name })}` : ''
    const folders = runFolders.map((folder) => `${folder}${own}`)
    const { blob_ids, count } = await deleteOutputs(trx, { job_id, folders })
    await deleteEmptyFolders(trx, { owner_id, folders: runFolders })
    await releaseFiles(deps, trx, blob_ids)
    if (count > 0) await tell({ name, files: count })
  })
}
