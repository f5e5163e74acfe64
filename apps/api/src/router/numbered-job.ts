import { getNumberedJob, listOwnNumberedJobs, removeNumberedJob } from '@assay/core'
import { numberedJob, numberedJobList, numberedJobListInput, numberedJobRef } from '@assay/schemas'
import { change, done, quietly, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

const one = '/numbered-jobs/{number}'

export const numberedJobs = router({
  list: procedure
    .meta({ method: 'GET', path: '/numbered-jobs', summary: 'List your jobs that have a number' })
    .input(numberedJobListInput)
    .output(numberedJobList)
    .query(read(listOwnNumberedJobs)),
  get: procedure
    .meta({ method: 'GET', path: one, summary: 'Get a job by its number', errors: ['NUMBERED_JOB_NOT_FOUND'] })
    .input(numberedJobRef)
    .output(numberedJob)
    .query(read(getNumberedJob)),
  delete: procedure
    .meta({
      method: 'DELETE',
      path: one,
      summary: 'Stop a job by its number, and delete it with its run',
      errors: ['NUMBERED_JOB_NOT_FOUND'],
    })
    .input(numberedJobRef)
    .output(done)
    .mutation(change(quietly(removeNumberedJob))),
})
