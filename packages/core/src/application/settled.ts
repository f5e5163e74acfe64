import { noteImageDigests } from '@assay/db'
import type { OnSettled } from '@assay/engine'
import { placeOutputs } from './placed-outputs.ts'

/** When jobs of applications have succeeded, what their images stood for is noted, and what they left is placed. */
export const settleApplications: OnSettled = async (trx, job_ids) => {
  await noteImageDigests(trx, job_ids)
  return placeOutputs(trx, job_ids)
}
