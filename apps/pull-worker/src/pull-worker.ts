import { Dispatcher, type Log, type Runner, type Runners } from '@assay/dispatch'
import { type Executors, openWorkDirectory } from '@assay/runners'
import type { JobKind, Offers } from '@assay/schemas'
import { openHttpWork } from './http-work.ts'
import { openRunners } from './runners.ts'

export interface PullWorkerOptions {
  readonly url: string
  readonly token: string
  /** What this machine is called. */
  readonly name: string
  readonly slots: number
  /** The kinds of jobs that it takes. */
  readonly kinds: readonly JobKind[]
  readonly offers: Offers
  readonly version?: string | undefined
  /** Where jobs have their folders. */
  readonly work_directory: string
  readonly executors: Executors
  /** Where its models lie; undefined: it has none. */
  readonly model_directory?: string | undefined
  /** Hosts and networks on private addresses whose models may be asked. */
  readonly allow_private_urls: readonly string[]
  /** How long the session may go without renewal, in seconds; 20 unless given. */
  readonly lease_seconds?: number | undefined
  /** How long a claim waits at the server for a job, in seconds; 25 unless given. */
  readonly wait_seconds?: number | undefined
  readonly log: Log
}

export interface PullWorker {
  readonly session_id: string
  /** Resolves when there is no job to take, and none is executed. */
  readonly idle: Promise<void>
  /** Rejects when the server no longer knows the token. */
  readonly refused: Promise<never>
  /** Takes no more jobs, waits for what runs, and after `timeout_ms` (30,000 unless given) hands it back. */
  drain(options?: { readonly timeout_ms?: number }): Promise<void>
}

/** Takes jobs over HTTP and executes them. Throws what the server answers. */
export async function startPullWorker(options: PullWorkerOptions): Promise<PullWorker> {
  const { slots, log } = options
  await using stack = new AsyncDisposableStack()
  const work_directory = stack.use(await openWorkDirectory(options.work_directory, log))
  const runnersOver = await openRunners({ ...options, work_directory, stack })
  const idle = Promise.withResolvers<void>()
  const work = await openHttpWork({ ...options, executors: executorsOf(options), onIdle: idle.resolve })
  const refused = Promise.withResolvers<never>()
  work.refused.addEventListener('abort', () => refused.reject(work.refused.reason), { once: true })
  refused.promise.catch(() => {})
  const runners = toldOf(runnersOver(work.reach), log)
  const dispatcher = new Dispatcher({ source: work, slots, runners, log })
  const running = stack.move()
  let drained: Promise<void> | undefined
  async function drain(how: { readonly timeout_ms?: number } | undefined): Promise<void> {
    work.drain()
    await dispatcher.drain(how)
    await running.disposeAsync()
  }
  return {
    session_id: work.worker_id,
    idle: idle.promise,
    refused: refused.promise,
    drain: (how) => (drained ??= drain(how)),
  }
}

function executorsOf({ executors: { process, docker } }: Pick<PullWorkerOptions, 'executors'>) {
  return [...(process ? (['process'] as const) : []), ...(docker ? (['docker'] as const) : [])]
}

function toldOf(runners: Runners, log: Log): Runners {
  return Object.fromEntries(Object.entries(runners).map(([kind, run]) => [kind, told(run, log)]))
}

function told(run: Runner, log: Log): Runner {
  return async (job, context) => {
    const facts = { job: job.name, job_id: job.id, attempt: job.attempt }
    log.info(facts, 'begins')
    const begun = performance.now()
    const seconds = () => Number(((performance.now() - begun) / 1000).toFixed(1))
    try {
      const result = await run(job, context)
      log.info({ ...facts, seconds: seconds(), outputs: result.outputs.length }, 'has succeeded')
      return result
    } catch (error) {
      log.info({ ...facts, seconds: seconds(), why: error }, 'has not succeeded')
      throw error
    }
  }
}
