import type { MetricExample } from './metric.ts'

/** Why a metric that compares with references has no score: there is none. */
export function missingReference({ references }: MetricExample): string | undefined {
  return references.length === 0 ? 'The example has no reference.' : undefined
}
