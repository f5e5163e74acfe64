import { availableParallelism } from 'node:os'
import type { Log } from '@assay/db'
import pLimit from 'p-limit'
import { Piscina } from 'piscina'
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
  /** Answers a question that somebody waits for. */
  ask<Name extends keyof Work>(name: Name, question: TaskOf<Name>): Promise<AnswerOf<Name>>
}

export interface PoolOptions {
  readonly metrics: MetricSettings
  /** At least two; as many as there are cores unless given. */
  readonly threads?: number
  readonly log: Log
}

/**
 * Opens a pool of threads; idle ones end by themselves. Batches of jobs take all threads but one at most, and so do
 * questions: whatever the one kind does, even when a metric hangs, the other goes on.
 */
export function openPool({ metrics, threads = Math.max(2, availableParallelism()), log }: PoolOptions): Pool {
  const pool = new Piscina({
    filename: new URL('./thread.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 30_000,
    workerData: metrics,
  })
  // an error that a metric throws after its answer ends its thread; without a listener it would end this process
  pool.on('error', (error: unknown) => log.warn({ error }, 'a computing thread died between two tasks'))
  // nothing waits in the pool itself, which starts no thread for waiting tasks when it has killed one
  const all = pLimit(threads)
  const batches = pLimit(threads - 1)
  const questions = pLimit(threads - 1)
  return {
    batches: threads - 1,
    compute: (name, task, signal) => batches(() => all(() => pool.run(task, { name, ...(signal && { signal }) }))),
    ask: (name, question) => questions(() => all(() => pool.run(question, { name }))),
    [Symbol.asyncDispose]: () => pool.destroy(),
  }
}
