import type { ComparisonDeps } from '../comparison/deps.ts'
import type { DataDeps } from '../data/deps.ts'

/** What exports work with. */
export interface ExportDeps extends ComparisonDeps, Pick<DataDeps, 'settings'> {}
