import { openStatistics, type Statistics } from './contrast/statistics.ts'
import { openPool, type PoolOptions } from './pool.ts'
import { openScoring, type Scoring } from './scoring/scoring.ts'

/** All that is computed in threads: parts of jobs, and answers for users. */
export interface Compute extends AsyncDisposable {
  readonly scoring: Scoring
  readonly statistics: Statistics
}

export interface ComputeOptions extends PoolOptions {
  /** How long metrics may take for a batch, in seconds; 300 unless given. */
  readonly metric_seconds?: number | undefined
}

/** Opens the one pool of computing threads of a process; its threads start with the first task. */
export function openCompute({ metric_seconds = 300, ...options }: ComputeOptions): Compute {
  const pool = openPool(options)
  return {
    scoring: openScoring(pool, { metric_seconds }),
    statistics: openStatistics(pool),
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  }
}
