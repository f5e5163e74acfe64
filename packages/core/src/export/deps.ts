import type { ComparisonDeps } from '../comparison/deps.ts'
import type { DataDeps } from '../data/deps.ts'

export interface ExportDeps extends ComparisonDeps, Pick<DataDeps, 'settings'> {}
