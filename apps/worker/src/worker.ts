import { abandonMessage } from '@assay/core'
import { type Database, openDatabase } from '@assay/db'
import type { Runners } from '@assay/dispatch'
import { startDispatcher } from '@assay/dispatch'
import { channels, sweepPredecessors } from '@assay/engine'
import { startConsumer } from '@assay/queue'
import { createHandlers } from './handlers.ts'
import { createEvaluationRunner } from './jobs/evaluation.ts'
import { createInferenceRunner } from './jobs/inference.ts'
import type { JobDeps } from './jobs/job-deps.ts'

export interface WorkerOptions {
  /** What other sessions call this worker. */
  readonly name: string
  /** Jobs at once. */
  readonly slots: number
  /** Where the database is. Dispatch and queue have connections of their own: requests cannot cost the worker its lease. */
  readonly database_url: string
  /** Whether no other process can have this name, so that what it held before is known to be dead. */
  readonly is_only_one?: boolean
  /** How long the session may go without renewal, in seconds; 20 unless given. */
  readonly lease_seconds?: number
}

/** A platform worker, at work. */
export interface Worker {
  readonly worker_id: string
  /** Takes no more work, waits for what runs, and after `timeout_ms` (30,000 unless given) hands it back. */
  drain(options?: { readonly timeout_ms?: number }): Promise<void>
}

/** Claims, settles and renewals hardly ever overlap more. */
const dispatchConnections = 4

/** Starts to execute jobs and platform work. */
export async function startWorker(
  deps: JobDeps,
  { name, slots, database_url, is_only_one = false, ...lease }: WorkerOptions,
): Promise<Worker> {
  await using stack = new AsyncDisposableStack()
  const runners: Runners = { inference: createInferenceRunner(deps), evaluation: createEvaluationRunner(deps) }
  const db = stack.use(
    openDatabase<Database>({
      url: database_url,
      pool_size: dispatchConnections,
      application_name: 'assay dispatch',
      plans_by_index: true,
      log: deps.log,
    }),
  )
  const consumer = await startConsumer({
    url: database_url,
    handlers: createHandlers(deps),
    onDeadLetter: (letter) => abandonMessage(deps, letter),
    log: deps.log,
  })
  stack.defer(() => consumer.stop({ timeout_ms: 0 }))
  const { max_running_jobs_per_user } = deps.settings
  const dispatcher = await startDispatcher(
    { ...deps, db },
    { name, slots, runners, max_running_jobs_per_user, ...lease },
  )
  const { worker_id } = dispatcher
  if (is_only_one) {
    deps.hints.hint(channels.events, await sweepPredecessors(db, { name, worker_id }))
    deps.hints.hint(channels.jobs)
  }
  const running = stack.move()
  let drained: Promise<void> | undefined
  async function drain(options: Parameters<Worker['drain']>[0]): Promise<void> {
    await Promise.all([consumer.stop(options), dispatcher.drain(options)])
    await running.disposeAsync()
  }
  return { worker_id, drain: (options) => (drained ??= drain(options)) }
}
