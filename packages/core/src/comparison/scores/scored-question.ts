import type { ScoreDeclaration } from '@assay/metrics'
import type { Comparison } from '@assay/schemas'
import type { ClustersOf } from './clusters.ts'
import type { ScoreFiles } from './score-files.ts'

export type ComparisonQuestion = Pick<
  Comparison,
  'run_ids' | 'primary_metric' | 'margins' | 'level' | 'seed' | 'method' | 'cluster_column'
>

/** A question with the scores that answer it: all that the result depends on. */
export interface ScoredQuestion {
  readonly question: ComparisonQuestion
  readonly files: ScoreFiles
  /** Which examples share a source; absent: none do. */
  readonly clusters?: ClustersOf | undefined
  /** Scores that are not declared are not compared. */
  readonly declared: readonly ScoreDeclaration[]
}
