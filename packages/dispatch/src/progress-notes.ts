import type { AttemptProgress } from '@assay/schemas'
import type { Log } from './log.ts'
import type { WorkSource } from './work-source.ts'

const everyMs = 500

/** Keeps the newest progress of each attempt and writes it down twice a second, in one batch. */
export interface ProgressNotes extends AsyncDisposable {
  note(progress: AttemptProgress): void
  /** Forgets an attempt that has ended. */
  forget(job_id: string): void
}

export function createProgressNotes(source: Pick<WorkSource, 'note'>, log: Log): ProgressNotes {
  const notes = new Map<string, AttemptProgress>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  async function write(): Promise<void> {
    const batch = [...notes.values()]
    notes.clear()
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
      notes.set(progress.job_id, progress)
      timer ??= setTimeout(() => {
        timer = undefined
        writing = writing.then(write)
      }, everyMs)
    },
    forget: (job_id) => notes.delete(job_id),
    async [Symbol.asyncDispose]() {
      clearTimeout(timer)
      await writing
    },
  }
}
