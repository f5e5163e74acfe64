import type { Places } from '@assay/turns'
import type { ComparisonDeps } from '../comparison/deps.ts'
import type { DataDeps } from '../data/deps.ts'

export interface ExportDeps extends ComparisonDeps, Pick<DataDeps, 'settings'> {
  /** Bundles that are verified at once. */
  readonly verifications: Places
}
