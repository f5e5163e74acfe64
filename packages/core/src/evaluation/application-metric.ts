import { metricsOf } from '@assay/compute'
import { type Metric, MetricError, type MetricRegistry, type ScoreDeclaration } from '@assay/metrics'

type Declaring = Parameters<typeof metricsOf>[1][number]

interface Scored extends Declaring {
  /** Scores that an application gives, as it declares them; null: they are those of metrics. */
  readonly given: readonly ScoreDeclaration[] | null
}

/** The metrics that runs can have: those of the registry and of judges, or what applications give, if these agree. */
export function metricsOfRuns(registry: MetricRegistry, runs: readonly Scored[]): MetricRegistry {
  if (runs.every(({ given }) => given === null)) return metricsOf(registry, runs)
  const [first = [], ...others] = runs.map(({ given }) => given ?? [])
  const shared = first.filter((score) => others.every((scores) => scores.some((other) => isAlike(score, other))))
  return registryOf(shared.map((score) => applicationMetric(score, '')))
}

/** Values are only comparable where they are read alike; what people call them, and what matters, may change. */
function isAlike(one: ScoreDeclaration, other: ScoreDeclaration): boolean {
  const [readings, others] = [one, other].map(({ name, direction, unit, range }) => [name, direction, unit, ...range])
  return readings?.every((value, at) => value === others?.[at]) ?? false
}

/** A score that jobs of an application give, as a metric that nobody here can compute. */
export function applicationMetric(score: ScoreDeclaration, given_by: string): Metric {
  const { name, title } = score
  return {
    ...{ name, title, version: given_by, description: 'Given by an application.', scores: [score] },
    ...{ columns: [], cost: 'light', citation: { text: 'Given by the application that was evaluated.', url: '' } },
    availability: async () => ({ available: true }),
    scorer: async () => {
      throw new MetricError('METRIC_UNAVAILABLE', `"${name}" is given by an application.`, { data: { name } })
    },
  }
}

function registryOf(metrics: readonly Metric[]): MetricRegistry {
  const find = (name: string) => metrics.find((metric) => metric.name === name)
  const owner = (name: string) => {
    const [metric, [score] = []] = [find(name), find(name)?.scores]
    return metric && score && { metric, score }
  }
  return { list: () => metrics, find, owner }
}
