import type { MetricComparison } from '@assay/schemas'

/** With the unit where that is not plain from the name. */
export function scoreTitle({ title, unit }: Pick<MetricComparison, 'title' | 'unit'>): string {
  const isName = title !== title.toLowerCase()
  const capital = isName ? title : title.charAt(0).toUpperCase() + title.slice(1)
  return unit === 'ms' ? `${capital} (ms)` : capital
}
