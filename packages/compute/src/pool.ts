import { availableParallelism } from 'node:os'
import type { Log } from '@assay/db'
import { Places } from '@assay/turns'
import { Piscina } from 'piscina'
import { type Asking, answer, orTooMany } from './asking.ts'
import type { MetricSettings } from './metric-modules/open-registry.ts'

type Work = typeof import('./thread.ts')
export type TaskOf<Name extends keyof Work> = Parameters<Work[Name]>[0]
export type AnswerOf<Name extends keyof Work> = Awaited<ReturnType<Work[Name]>>

/** The computing threads of a process, so that its event loop stays free for leases, answers and the database. */
export interface Pool extends AsyncDisposable {
  /** Batches that are computed at once, at most. */
  readonly batches: number
  /** Does a part of a job. When the signal is aborted, its thread is killed. */
  compute<Name extends keyof Work>(name: Name, task: TaskOf<Name>, signal?: AbortSignal): Promise<AnswerOf<Name>>
  /**
   * Answers a question that somebody waits for: owners take turns. Its thread is killed when its time is over, or when
   * whoever asked has left. Throws COMPUTATION_TOO_LARGE, LIMIT_REACHED.
   */
  ask<Name extends keyof Work>(name: Name, question: TaskOf<Name>, asking: Asking): Promise<AnswerOf<Name>>
}

export interface PoolOptions {
  readonly metrics: MetricSettings
  /** At least two; as many as there are cores unless given. */
  readonly threads?: number
  readonly log: Log
}

/** What JavaScript may hold in a thread, beside the numbers of columns. */
const mostMegabytes = 2048

/** What one user may try out at once. */
const mostWaiting = 64

/**
 * Opens a pool of threads; idle ones end by themselves. Batches of jobs take all threads but one at most, and so do
 * questions: whatever the one kind does, even when a metric hangs, the other goes on. What users try out with texts of
 * their own has one more thread, so that nobody's comparison waits for it.
 */
export function openPool({ metrics, threads = Math.max(2, availableParallelism()), log }: PoolOptions): Pool {
  const pool = new Piscina({
    filename: new URL('./thread.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: threads + 1,
    idleTimeout: 30_000,
    workerData: metrics,
    resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
  })
  // an error that a metric throws after its answer ends its thread; without a listener it would end this process
  pool.on('error', (error: unknown) => log.warn({ error }, 'a computing thread died between two tasks'))
  // nothing waits in the pool itself, which starts no thread for waiting tasks when it has killed one
  const all = new Places({ places: threads, most_held: threads })
  const batches = new Places({ places: threads - 1, most_held: threads - 1 })
  const questions = new Places({ places: threads - 1 })
  const trials = new Places({ places: 1, most_waiting: mostWaiting })
  const anyone = { owner: '' }
  let isClosed = false
  async function run(name: keyof Work, task: unknown, signal: AbortSignal | undefined) {
    // a pool that was destroyed would start threads again
    if (isClosed) throw new Error('The computing threads are closed.')
    return pool.run(task, { name, ...(signal && { signal }) })
  }
  return {
    batches: threads - 1,
    compute: (name, task, signal) => {
      const work = () => run(name, task, signal)
      return batches.hold({ ...anyone, work: () => all.hold({ ...anyone, work }) })
    },
    ask: async (name, question, { owner, signal, seconds, is_trial = false }) => {
      const work = () => answer({ signal, seconds }, (limit) => run(name, question, limit))
      const beside = () => all.hold({ ...anyone, signal, work })
      try {
        return await (is_trial ? trials : questions).hold({ owner, signal, work: is_trial ? work : beside })
      } catch (error) {
        throw orTooMany(error)
      }
    },
    async [Symbol.asyncDispose]() {
      isClosed = true
      await pool.destroy()
    },
  }
}
