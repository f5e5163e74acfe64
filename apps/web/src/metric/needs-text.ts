import type { Metric } from '@assay/schemas'
import { metricTexts } from '../texts/metric.ts'

export function needsText({ columns }: Pick<Metric, 'columns'>): string {
  return columns.map((column) => metricTexts.columns[column]).join(', ')
}
