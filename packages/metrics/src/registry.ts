import { builtinMetrics } from './builtin-metrics.ts'
import type { Metric, ScoreDeclaration } from './metric.ts'
import { MetricError } from './metric-error.ts'

/** A score and the metric that gives it. */
export interface OwnedScore {
  readonly metric: Metric
  readonly score: ScoreDeclaration
}

/** The metrics that there are. */
export interface MetricRegistry {
  /** All metrics, the built-in ones first, in a fixed order. */
  list(): readonly Metric[]
  /** The metric of this name. */
  find(name: string): Metric | undefined
  /** The score of this name with its metric; a metric's name stands for its primary score. */
  owner(score: string): OwnedScore | undefined
}

/**
 * The built-in metrics and those of the caller.
 *
 * Throws MetricError `REGISTRY_CONFLICT` if a name is taken twice: metric names among each other, score names among
 * each other, and a score named like another metric.
 *
 * @example
 * const registry = createRegistry([shout])
 * const scorer = await registry.find('rouge')?.scorer()
 */
export function createRegistry(extra: readonly Metric[] = []): MetricRegistry {
  const metrics = [...builtinMetrics, ...extra]
  const byName = new Map<string, Metric>()
  const owners = new Map<string, OwnedScore>()
  for (const metric of metrics) {
    claim(byName, metric.name, metric)
    for (const score of metric.scores) claim(owners, score.name, { metric, score })
  }
  for (const metric of metrics) {
    const [primary] = metric.scores
    if (primary === undefined) throw conflict(metric.name, 'it declares no score')
    const taken = owners.get(metric.name)
    if (taken !== undefined && taken.metric !== metric)
      throw conflict(metric.name, 'another metric has a score of that name')
    if (taken === undefined) owners.set(metric.name, { metric, score: primary })
  }
  return {
    list: () => metrics,
    find: (name) => byName.get(name),
    owner: (score) => owners.get(score),
  }
}

function claim<Entry>(entries: Map<string, Entry>, name: string, entry: Entry): void {
  if (entries.has(name)) throw conflict(name, 'the name is taken')
  entries.set(name, entry)
}

function conflict(name: string, reason: string): MetricError {
  return new MetricError('REGISTRY_CONFLICT', `The metric or score "${name}" cannot be registered: ${reason}.`, {
    data: { name },
  })
}
