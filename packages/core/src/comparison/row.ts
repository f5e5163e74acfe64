import type { ComparisonRow } from '@assay/db'
import type { Comparison } from '@assay/schemas'

/** A comparison as it is answered. */
export function toComparison(row: ComparisonRow): Comparison {
  const { result, error, fingerprint: _, state: __, ...request } = row
  if (result) return { ...request, state: 'ready', ...result }
  if (error) return { ...request, state: 'failed', error }
  return { ...request, state: 'computing' }
}
