import { availableParallelism } from 'node:os'
import { Piscina } from 'piscina'
import type { Contrast, Contrasting } from './contrast.ts'
import type { SlicedScores, Slicing } from './slice-scores.ts'

/** Statistics computed in threads, so that the event loop stays free. */
export interface Statistics extends AsyncDisposable {
  contrast(question: Contrasting): Promise<Contrast[]>
  slices(question: Slicing): Promise<SlicedScores>
}

/** A pool of threads that starts with the first question; idle ones end by themselves. */
export function openStatistics({ threads = Math.max(1, availableParallelism() - 1) } = {}): Statistics {
  const pool = new Piscina<Contrasting | Slicing, Contrast[] | SlicedScores>({
    filename: new URL('./statistics-thread.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 30_000,
  })
  return {
    async contrast(question) {
      const answer = await pool.run(question, { name: 'contrastRuns' })
      if (Array.isArray(answer)) return answer
      throw new Error('a thread answered another question')
    },
    async slices(question) {
      const answer = await pool.run(question, { name: 'contrastSlices' })
      if (!Array.isArray(answer)) return answer
      throw new Error('a thread answered another question')
    },
    [Symbol.asyncDispose]: () => pool.destroy(),
  }
}
