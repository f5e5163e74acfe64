import type { ScoreDeclaration } from '@assay/metrics'
import type { Comparison } from '@assay/schemas'
import type { ClustersOf } from '../scores/clusters.ts'
import type { ScoreFiles } from '../scores/score-files.ts'

/** What a comparison is asked for: with the score files, all that its result hangs on. */
export type ComparisonQuestion = Pick<
  Comparison,
  'run_ids' | 'primary_metric' | 'margins' | 'level' | 'seed' | 'method' | 'cluster_column'
>

/** What is asked of score files. */
export interface AskedOfFiles {
  readonly question: ComparisonQuestion
  readonly files: ScoreFiles
  /** Which examples share a source; absent: none do. */
  readonly clusters?: ClustersOf | undefined
  /** How to read scores; those that are not declared are not compared. */
  readonly declared: readonly ScoreDeclaration[]
}
