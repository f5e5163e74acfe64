import { getRunDetail, listOwnRuns, readRunExamples, removeRun, retryRun, stopRun } from '@assay/core'
import {
  eventsInput,
  run,
  runDetail,
  runExamples,
  runExamplesInput,
  runListInput,
  runPage,
  runRef,
} from '@assay/schemas'
import { change, done, quietly, read } from '../call.ts'
import { follow, resuming } from '../follow.ts'
import { procedure, router } from '../trpc.ts'
import { waiting } from './waiting.ts'

export const runs = router({
  get: procedure
    .meta({ method: 'GET', path: '/runs/{run_id}', summary: 'Get a run with its jobs' })
    .input(runRef.extend(waiting))
    .output(runDetail)
    .query(read(getRunDetail)),
  list: procedure
    .meta({ method: 'GET', path: '/runs', summary: 'List your runs', errors: ['EXPERIMENT_NOT_FOUND'] })
    .input(runListInput)
    .output(runPage)
    .query(read(listOwnRuns)),
  stop: procedure
    .meta({ method: 'POST', path: '/runs/{run_id}/stop', summary: 'Stop a run' })
    .input(runRef)
    .output(run)
    .mutation(change(stopRun)),
  retry: procedure
    .meta({
      method: 'POST',
      path: '/runs/{run_id}/retry',
      summary: 'Try a failed or stopped run again, as a new run',
      errors: ['RUN_NOT_RETRYABLE', 'QUOTA_REACHED', 'EXPERIMENT_NOT_FOUND', 'DATASET_NOT_FOUND'],
      creates: '/runs',
    })
    .input(runRef)
    .output(run)
    .mutation(change(retryRun)),
  delete: procedure
    .meta({
      method: 'DELETE',
      path: '/runs/{run_id}',
      summary: 'Delete a run that has ended',
      errors: ['RUN_NOT_FINISHED'],
    })
    .input(runRef)
    .output(done)
    .mutation(change(quietly(removeRun))),
  examples: procedure
    .meta({
      method: 'GET',
      path: '/runs/{run_id}/examples',
      summary: 'Read the examples of a run: input, reference, prediction and scores side by side',
      errors: ['RUN_NOT_FINISHED', 'DATASET_NOT_FOUND', 'COLUMN_UNKNOWN', 'TABLE_BUSY', 'TABLE_TIMEOUT'],
    })
    .input(runExamplesInput)
    .output(runExamples)
    .query(read(readRunExamples)),
  events: procedure
    .meta({ method: 'GET', path: '/runs/{run_id}/events', summary: 'Follow the events of a run until it has ended' })
    .input(eventsInput.extend(resuming))
    .subscription(follow),
})
