import type { ComparisonExample, ComparisonExamples, ComparisonSlices } from '@assay/schemas'
import type { DifferenceBins } from '../../comparison/distributions/difference-bins.ts'
import type { ExportSource } from '../export-source.ts'

/** How the differences of a run from the baseline are spread. */
export interface Distribution extends DifferenceBins {
  readonly run_id: string
}

export interface Report extends Pick<ExportSource, 'comparison' | 'dataset' | 'runs' | 'cited'> {
  /** How the primary score of runs differs from that of the baseline. */
  readonly distributions: readonly Distribution[]
  /** By the columns of the dataset that put examples into a few groups. */
  readonly slices: readonly ComparisonSlices[]
  /** Examples on which the run of the verdict loses most; on a neutral score, differs most. */
  readonly regressions: readonly ComparisonExample[]
  readonly regressed: Pick<ComparisonExamples, 'run_id' | 'baseline_run_id'>
  readonly assay_version: string
}

export function labelOf({ runs }: Pick<Report, 'runs'>, run_id: string): string {
  return runs.find((run) => run.run_id === run_id)?.label ?? run_id
}
