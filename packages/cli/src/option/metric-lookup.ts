import type { Assay, Metric } from '@assay/sdk'
import { CommandError } from '../command-error.ts'

/** The metric of a name, or of one of its scores' names. Throws METRIC_UNKNOWN, with the names that resemble it. */
export async function getMetric(assay: Assay, name: string): Promise<Metric> {
  const metric = findMetric((await assay.metrics.list()).items, name)
  return metric ?? refused(assay, name)
}

/** Throws METRIC_UNKNOWN or METRIC_UNAVAILABLE for the first of these names that cannot be computed. */
export async function requireMetrics(assay: Assay, asked: readonly string[]): Promise<void> {
  const names = asked.filter((name) => !name.startsWith('judge/'))
  if (names.length === 0) return
  const { items } = await assay.metrics.list()
  const wrong = names.find((name) => findMetric(items, name)?.available !== true)
  if (wrong !== undefined) await refused(assay, wrong)
}

function findMetric(metrics: readonly Metric[], wanted: string): Metric | undefined {
  return (
    metrics.find(({ name }) => name === wanted) ??
    metrics.find(({ scores }) => scores.some(({ name }) => name === wanted))
  )
}

/** The server knows which names resemble one: asked for what it cannot give, it says so. */
async function refused(assay: Assay, metric: string): Promise<never> {
  await assay.metrics.explain({ metric, prediction: '', references: [] })
  throw new CommandError(`There is no metric "${metric}".`)
}
