import { deleteInputsOfEndedJobs, deleteSecretsOfEndedRuns } from '@assay/db'
import { releaseFiles } from '../file/release.ts'
import type { RunDeps } from './deps.ts'

/** How long what jobs were given stays for who tries their run again. */
const keptDays = 7
const batch = 5_000

/** Lets go of the bytes that jobs of ended runs were given, and of secrets for one run. Safe to do twice. */
export async function sweepInputs(deps: Pick<RunDeps, 'db' | 'queue'>): Promise<void> {
  await deleteSecretsOfEndedRuns(deps.db)
  for (let count = batch; count === batch; ) {
    count = await deps.db.transaction().execute(async (trx) => {
      const deleted = await deleteInputsOfEndedJobs(trx, { ended_days: keptDays, limit: batch })
      await releaseFiles(deps, trx, deleted.blob_ids)
      return deleted.count
    })
  }
}
