import { getJob, listOutputs, listOwnJobs, readLogPage, searchLog } from '@assay/core'
import {
  job,
  jobListInput,
  jobOutputListInput,
  jobOutputPage,
  jobPage,
  jobRef,
  logLinesInput,
  logPage,
  logSearch,
  logSearchInput,
  logsInput,
} from '@assay/schemas'
import { read } from '../call.ts'
import { followLines, resumingLog } from '../follow.ts'
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
  outputs: procedure
    .meta({
      method: 'GET',
      path: '/jobs/{job_id}/outputs',
      summary: 'List the files of the outputs of a job',
      errors: ['DATASET_NOT_FOUND'],
    })
    .input(jobOutputListInput)
    .output(jobOutputPage)
    .query(read(listOutputs)),
  logs: procedure
    .meta({
      method: 'GET',
      path: '/jobs/{job_id}/logs',
      summary: 'Follow the log of a job',
      errors: ['DATASET_NOT_FOUND'],
    })
    .input(logsInput.extend(resumingLog))
    .subscription(followLines),
  log_lines: procedure
    .meta({
      method: 'GET',
      path: '/jobs/{job_id}/log/lines',
      summary: 'Read lines of the log of a job',
      errors: ['DATASET_NOT_FOUND'],
    })
    .input(logLinesInput)
    .output(logPage)
    .query(read(readLogPage)),
  search_log: procedure
    .meta({
      method: 'GET',
      path: '/jobs/{job_id}/log/search',
      summary: 'Search the log of a job',
      errors: ['DATASET_NOT_FOUND'],
    })
    .input(logSearchInput)
    .output(logSearch)
    .query(read(searchLog)),
})
