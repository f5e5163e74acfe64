import { join } from 'node:path'
import { abandonMessage } from '@assay/core'
import { type Database, type LogIdentity, openDatabase } from '@assay/db'
import { Dispatcher, type Runner, type Runners } from '@assay/dispatch'
import { sweepPredecessors } from '@assay/engine'
import { startConsumer } from '@assay/queue'
import { createApplicationRunner, createInferenceRunner, openWorkDirectory } from '@assay/runners'
import type { JobKind, Offers } from '@assay/schemas'
import { type DockerChoice, type OpenExecutors, offersOf, openExecutors, type SandboxChoice } from './executors.ts'
import { createHandlers } from './handlers.ts'
import { createAnnotationRunner } from './jobs/annotation.ts'
import { createPlatformEvaluationRunner } from './jobs/evaluation.ts'
import type { JobDeps } from './jobs/job-deps.ts'
import { createJudgementRunner } from './jobs/judgement.ts'
import { createPlatformBytes } from './jobs/platform-bytes.ts'
import { createPlatformStore } from './jobs/platform-store.ts'
import { openOwnWork } from './own-work.ts'
import { unlessAway, whileStored } from './stored-work.ts'

export interface WorkerOptions {
  /** The name that other sessions see. */
  readonly name: string
  readonly slots: number
  /** What its jobs may require in all; what the machine has unless given. */
  readonly offers?: Offers
  /** Where jobs of applications have their folders; among the throw-away files unless given. */
  readonly work_directory?: string | undefined
  /** What contains commands of applications; the first that works unless given. */
  readonly sandbox?: SandboxChoice
  /** Whether containers are executed; not unless given. */
  readonly docker?: DockerChoice
  /** How many days an image that was pulled is kept after its last use; 0, which holds unless given: for ever. */
  readonly image_days?: number
  /** Dispatch and queue have database connections of their own: requests cannot cost the worker its lease. */
  readonly database_url: string
  /** Whether no other process can have this name, so that what it held before is known to be dead. */
  readonly is_only_one?: boolean
  /** How long the session may go without renewal, in seconds; 20 unless given. */
  readonly lease_seconds?: number
  /** How long it may be out of reach before it kills what it executes, in seconds; 900 unless given. */
  readonly gives_up_seconds?: number
}

export interface Worker {
  readonly worker_id: string
  /** Takes no more work, waits for what runs, and after `timeout_ms` (30,000 unless given) hands it back. */
  drain(options?: { readonly timeout_ms?: number }): Promise<void>
}

/** Claims, settlements and renewals hardly ever overlap more. */
const dispatchConnections = 4

export async function startWorker(
  deps: JobDeps,
  {
    name,
    slots,
    database_url,
    is_only_one = false,
    work_directory,
    sandbox = 'auto',
    docker = 'off',
    image_days = 0,
    ...session
  }: WorkerOptions,
): Promise<Worker> {
  await using stack = new AsyncDisposableStack()
  const directory = work_directory ?? join(deps.scratch_directory, 'work')
  const executors = stack.use(
    await openExecutors({ sandbox, docker, image_days, name, work_directory: directory, log: deps.log }),
  )
  const runners = await openRunners(deps, { stack, executors, directory })
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
  const engine = { ...deps, db }
  const onLogs = async (logs: readonly LogIdentity[]) =>
    db.transaction().execute((trx) => deps.queue.enqueueAll(trx, 'log.store', logs))
  const kinds = Object.keys(runners)
  const own = await openOwnWork(engine, {
    ...{ name, slots, kinds, max_running_jobs_per_user, onLogs, offers: await offersOf(executors) },
    ...session,
  })
  const source = whileStored(own, deps)
  const { worker_id } = source
  const dispatcher = new Dispatcher({ source, slots, runners, log: deps.log })
  if (is_only_one) await sweepPredecessors(engine, { name, worker_id })
  const running = stack.move()
  let drained: Promise<void> | undefined
  async function drain(options: Parameters<Worker['drain']>[0]): Promise<void> {
    await Promise.all([consumer.stop(options), dispatcher.drain(options)])
    await running.disposeAsync()
  }
  return { worker_id, drain: (options) => (drained ??= drain(options)) }
}

interface Opening {
  readonly stack: AsyncDisposableStack
  readonly executors: OpenExecutors
  readonly directory: string
}

/** Jobs that nothing here could execute are not claimed. */
async function openRunners(deps: JobDeps, { stack, executors, directory }: Opening): Promise<Runners> {
  const work_directory = stack.use(await openWorkDirectory(directory, deps.log))
  const bytes = createPlatformBytes(deps)
  const evaluating = { ...deps, store: createPlatformStore(deps) }
  const { application, ...others } = {
    inference: unlessAway(deps, createInferenceRunner(evaluating)),
    annotation: unlessAway(deps, createAnnotationRunner(evaluating)),
    judgement: unlessAway(deps, createJudgementRunner(evaluating)),
    evaluation: unlessAway(deps, createPlatformEvaluationRunner(evaluating)),
    application: unlessAway(deps, createApplicationRunner({ executors, bytes, work_directory })),
  } satisfies Record<JobKind, Runner>
  return executors.process || executors.docker ? { ...others, application } : others
}
