import type { AttemptEnding, AttemptProgress, HeldAttempt } from '@assay/schemas'
import type { Log } from './log.ts'
import type { WorkSource } from './work-source.ts'

const everyMs = 500

/** How far an attempt has come, without saying which. */
export type AttemptNote = Omit<AttemptProgress, keyof HeldAttempt | 'worker_id'>

/** Keeps the newest progress of each attempt and writes it down twice a second, in one batch. */
export interface ProgressNotes extends AsyncDisposable {
  note(progress: AttemptProgress): void
  /** Forgets an attempt that has ended; how far it had come. */
  take(attempt: Pick<HeldAttempt, 'job_id' | 'attempt'>): AttemptEnding['progress']
}

export function createProgressNotes(source: Pick<WorkSource, 'note'>, log: Log): ProgressNotes {
  const newest = new Map<string, AttemptProgress>()
  const unwritten = new Map<string, AttemptProgress>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  async function write(): Promise<void> {
    const batch = [...unwritten.values()]
    unwritten.clear()
    if (batch.length === 0) return
    try {
      await source.note(batch)
    } catch (error) {
      // progress is a courtesy: the next note says more than this one
      log.warn({ error }, 'could not note progress')
    }
  }

  return {
    note(progress) {
      newest.set(progress.job_id, progress)
      unwritten.set(progress.job_id, progress)
      timer ??= setTimeout(() => {
        timer = undefined
        writing = writing.then(write)
      }, everyMs)
    },
    take({ job_id, attempt }) {
      const last = newest.get(job_id)
      if (last?.attempt !== attempt) return undefined
      newest.delete(job_id)
      unwritten.delete(job_id)
      return { done: last.done, total: last.total }
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(timer)
      await writing
    },
  }
}
