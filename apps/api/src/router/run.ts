import {
  createRun,
  explainRun,
  getRunDetail,
  getRunGraph,
  listOwnRuns,
  planRetry,
  raiseRunBudget,
  readRunExamples,
  removeRun,
  retryRun,
  stopRun,
} from '@assay/core'
import {
  eventsInput,
  run,
  runCreateInput,
  runDetail,
  runExamples,
  runExamplesInput,
  runExplainInput,
  runExplanation,
  runGraph,
  runGraphInput,
  runListInput,
  runPage,
  runRaiseBudgetInput,
  runRef,
  runRetryInput,
  runRetryPlan,
} from '@assay/schemas'
import { change, done, quietly, read } from '../call.ts'
import { follow, resuming } from '../follow.ts'
import { procedure, router } from '../trpc.ts'
import { waiting } from './waiting.ts'

export const runs = router({
  create: procedure
    .meta({
      method: 'POST',
      path: '/runs',
      summary: 'Submit a run: entrypoints of an application with all that they require, or a list of jobs',
      errors: [
        ...['APPLICATION_NOT_FOUND', 'GRAPH_INVALID', 'FILE_NOT_FOUND', 'DATASET_NOT_FOUND'],
        ...['DATASET_NOT_READY', 'SECRET_NOT_FOUND', 'REFERENCE_AMBIGUOUS', 'QUOTA_REACHED'],
        ...['EXPERIMENT_NOT_FOUND', 'DATASET_FAILED', 'METRIC_UNKNOWN'],
      ] as const,
      creates: '/runs',
    })
    .input(runCreateInput)
    .output(run)
    .mutation(change(createRun)),
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
  raise_budget: procedure
    .meta({
      method: 'POST',
      path: '/runs/{run_id}/budget',
      summary: 'Let a run spend more on models, and go on if it has paused',
    })
    .input(runRaiseBudgetInput)
    .output(run)
    .mutation(change(raiseRunBudget)),
  retry: procedure
    .meta({
      method: 'POST',
      path: '/runs/{run_id}/retry',
      summary: 'Try a failed or stopped run again, or a part of any run that has ended, as a new run',
      errors: [
        'RUN_NOT_RETRYABLE',
        'QUOTA_REACHED',
        'EXPERIMENT_NOT_FOUND',
        'DATASET_NOT_FOUND',
        'SECRET_NOT_FOUND',
        'JOB_INPUT_GONE',
      ],
      creates: '/runs',
    })
    .input(runRetryInput)
    .output(run)
    .mutation(change(retryRun)),
  plan_retry: procedure
    .meta({
      method: 'POST',
      path: '/runs/{run_id}/retry/plan',
      summary: 'See which jobs a retry would run, and which it would reuse',
      errors: ['RUN_NOT_RETRYABLE'],
    })
    .input(runRetryInput.omit({ secrets: true }))
    .output(runRetryPlan)
    .query(read(planRetry)),
  graph: procedure
    .meta({ method: 'GET', path: '/runs/{run_id}/graph', summary: 'Read the jobs of a run and what they need' })
    .input(runGraphInput)
    .output(runGraph)
    .query(read(getRunGraph)),
  explain: procedure
    .meta({
      method: 'GET',
      path: '/runs/{run_id}/explanation',
      summary: 'Read why each job of a run ran, or did not need to',
    })
    .input(runExplainInput)
    .output(runExplanation)
    .query(read(explainRun)),
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
