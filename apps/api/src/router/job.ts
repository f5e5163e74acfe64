import { getJob, listOwnJobs } from '@assay/core'
import { job, jobListInput, jobPage, jobRef } from '@assay/schemas'
import { read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const jobs = router({
  get: procedure
    .meta({ method: 'GET', path: '/jobs/{job_id}', summary: 'Get a job' })
    .input(jobRef)
    .output(job)
    .query(read(getJob)),
  list: procedure
    .meta({ method: 'GET', path: '/jobs', summary: 'List your jobs', errors: ['RUN_NOT_FOUND'] })
    .input(jobListInput)
    .output(jobPage)
    .query(read(listOwnJobs)),
})
