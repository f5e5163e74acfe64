import { Dispatcher, type Log, type Runner, type Runners, type WorkSource } from '@assay/dispatch'
import { createApplicationRunner, type Executors, openWorkDirectory } from '@assay/runners'
import type { ClaimedJob, JobKind, Offers } from '@assay/schemas'
import { createHttpBytes } from './http-bytes.ts'
import { type HttpWork, openHttpWork } from './http-work.ts'

export interface PullWorkerOptions {
  readonly url: string
  readonly token: string
  /** What this machine is called. */
  readonly name: string
  readonly slots: number
  readonly offers: Offers
  readonly version?: string | undefined
  /** Where jobs have their folders. */
  readonly work_directory: string
  readonly executors: Executors
  /** How long the session may go without renewal, in seconds; 20 unless given. */
  readonly lease_seconds?: number | undefined
  /** Whether it ends when the first jobs that it took have ended. */
  readonly once?: boolean | undefined
  readonly log: Log
}

export interface PullWorker {
  readonly session_id: string
  /** Resolves when it has done its jobs and is to take no more; rejects when the server no longer knows the token. */
  readonly finished: Promise<void>
  /** Takes no more jobs, waits for what runs, and after `timeout_ms` (30,000 unless given) hands it back. */
  drain(options?: { readonly timeout_ms?: number }): Promise<void>
}

/** Takes jobs over HTTP and executes them. Throws what the server answers. */
export async function startPullWorker(options: PullWorkerOptions): Promise<PullWorker> {
  const { url, token, slots, log, once = false } = options
  await using stack = new AsyncDisposableStack()
  const work_directory = stack.use(await openWorkDirectory(options.work_directory, log))
  const runnersOf = (work: HttpWork) => {
    const bytes = createHttpBytes({ url, token, reach: work.reach })
    const run = createApplicationRunner({ executors: options.executors, bytes, work_directory })
    return { application: told(run, log) } satisfies Partial<Record<JobKind, Runner>>
  }
  const work = await openHttpWork({ ...options, kinds: ['application'] })
  const finished = Promise.withResolvers<void>()
  work.refused.addEventListener('abort', () => finished.reject(work.refused.reason), { once: true })
  finished.promise.catch(() => {})
  const source = once ? ending(work, finished.resolve) : work
  const runners: Runners = runnersOf(work)
  const dispatcher = new Dispatcher({ source, slots, runners, log })
  const running = stack.move()
  let drained: Promise<void> | undefined
  async function drain(how: { readonly timeout_ms?: number } | undefined): Promise<void> {
    work.drain()
    await dispatcher.drain(how)
    await running.disposeAsync()
  }
  return {
    session_id: work.worker_id,
    finished: finished.promise,
    drain: (how) => (drained ??= drain(how)),
  }
}

/** Claims until something is given, and tells when all of that has ended. */
function ending(work: HttpWork, onEnd: () => void): WorkSource {
  let open = 0
  let isGiven = false
  const take = <Given extends { readonly jobs: readonly ClaimedJob[] }>(given: Given): Given => {
    open += given.jobs.length
    isGiven ||= given.jobs.length > 0
    return given
  }
  return {
    ...work,
    get worker_id() {
      return work.worker_id
    },
    claim: async (wanted) => (isGiven ? { jobs: [], is_partial: false } : take(await work.claim(wanted))),
    async settle(endings) {
      const settled = await work.settle(endings)
      open -= endings.length
      if (open === 0) onEnd()
      return settled
    },
  }
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
