import type { Metric as MetricDefinition, MetricRegistry, OwnedScore } from '@assay/metrics'
import { nearestNames } from '@assay/metrics'
import { type ColumnRoles, DomainError, type Metric } from '@assay/schemas'
import { requireText, type TextColumns } from '../data/column.ts'
import { corpusName, scoreOfCorpus } from './corpus-name.ts'
import type { EvaluationDeps } from './deps.ts'

export async function listMetrics(deps: Pick<EvaluationDeps, 'metrics'>): Promise<{ items: Metric[] }> {
  return { items: await Promise.all(deps.metrics.list().map(toMetric)) }
}

async function toMetric(metric: MetricDefinition): Promise<Metric> {
  const availability = await metric.availability()
  const { name, version, title, description, cost, equals = null, citation } = metric
  return {
    name,
    version,
    title,
    description,
    scores: metric.scores.map((score) => ({ is_detail: false, ...score, range: [...score.range] })),
    columns: [...metric.columns],
    cost,
    equals,
    citation: { ...citation },
    available: availability.available,
    unavailable_reason: availability.available ? null : availability.reason,
  }
}

/**
 * The metrics behind the names that a user gave, which may name metrics or scores; each once, in order.
 * Throws METRIC_UNKNOWN, METRIC_UNAVAILABLE, COLUMN_MISSING, COLUMN_NESTED, COLUMN_EMPTY.
 */
export async function resolveMetrics(
  registry: MetricRegistry,
  { names, table, roles }: { names: readonly string[]; table: TextColumns; roles: ColumnRoles },
): Promise<MetricDefinition[]> {
  const metrics = new Set(names.map((name) => getMetric(registry, name)))
  for (const metric of metrics) {
    const availability = await metric.availability()
    if (!availability.available) {
      throw new DomainError('METRIC_UNAVAILABLE', { metric: metric.name, reason: availability.reason })
    }
    for (const role of metric.columns) {
      if (role === 'prediction') continue
      requireText(table, { column: roles[role], needed_by: `The metric "${metric.name}"` })
    }
  }
  return [...metrics]
}

function getMetric(registry: MetricRegistry, name: string): MetricDefinition {
  const metric = registry.find(name) ?? registry.owner(name)?.metric
  if (metric) return metric
  throw new DomainError('METRIC_UNKNOWN', { metric: name, nearest: nearestNames(name, metricNames(registry)) })
}

/**
 * The name of the score that a user means by a score or a metric.
 * Throws METRIC_UNKNOWN; where only a few names would do, these are `known`.
 */
export function resolveScore(registry: MetricRegistry, name: string, known?: readonly string[]): string {
  return getOwned(registry, name, known).score.name
}

export interface VerdictScore extends OwnedScore {
  /** Its name, or that of its form over all examples at once. */
  readonly name: string
}

/**
 * What a user wants a verdict to be about: a score of examples, or, as `corpus_<score>`, the one over all of them at
 * once. Throws METRIC_UNKNOWN, METRIC_UNAVAILABLE.
 */
export async function resolveVerdictScore(
  registry: MetricRegistry,
  name: string,
  known?: readonly string[],
): Promise<VerdictScore> {
  const score = registry.owner(name) ? undefined : scoreOfCorpus(name)
  const owned = score === undefined ? undefined : registry.owner(score)
  if (!owned) {
    const found = getOwned(registry, name, known)
    return { ...found, name: found.score.name }
  }
  const { metric } = owned
  const availability = await metric.availability()
  if (!availability.available) {
    throw new DomainError('METRIC_UNAVAILABLE', { metric: metric.name, reason: availability.reason })
  }
  if ((await metric.scorer()).corpus) return { ...owned, name: corpusName(owned.score.name) }
  throw new DomainError('METRIC_UNKNOWN', { metric: name, nearest: [owned.score.name] })
}

function getOwned(registry: MetricRegistry, name: string, known?: readonly string[]): OwnedScore {
  const owned = registry.owner(name)
  if (owned) return owned
  const nearest = nearestNames(name, known ?? metricNames(registry))
  throw new DomainError('METRIC_UNKNOWN', { metric: name, nearest, ...(known && { known: [...known] }) })
}

function metricNames(registry: MetricRegistry): string[] {
  return registry.list().flatMap((metric) => [metric.name, ...metric.scores.map((score) => score.name)])
}
