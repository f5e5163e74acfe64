import type { ScoreDeclaration } from '@assay/schemas'
import { metricTexts } from '../texts/metric.ts'

/** Between which values a score lies; one that has no end ends at infinity. */
export function rangeText([low, high]: ScoreDeclaration['range']): string {
  return metricTexts.range_of(low === null ? '−∞' : String(low).replace('-', '−'), high === null ? '∞' : String(high))
}
