import {
  type CorpusScorer,
  type Metric,
  MetricError,
  type MetricExample,
  type MetricRegistry,
  type Scorer,
} from '@assay/metrics'
import { move, type Place } from './place.ts'

export interface ScoredText {
  readonly example: number
  readonly text: MetricExample
}

export interface ScoreTask {
  readonly metrics: readonly string[]
  readonly texts: readonly ScoredText[]
}

interface Unscored {
  readonly position: number
  readonly reason: string
}

export interface BatchScores {
  /** By score: one value a text, NaN where there is none. */
  readonly scores: Readonly<Record<string, Float64Array>>
  /** By metric: the texts that lack a score of it. */
  readonly unscored: Readonly<Record<string, readonly Unscored[]>>
  /** By metric with corpus scores: what these are sums of, one row for each text; NaN where it has no score. */
  readonly summands: Readonly<Record<string, Float64Array>>
}

/** A metric failed for a reason that is not in any text. */
export class MetricFailure extends Error {
  override readonly name = 'MetricFailure'
  readonly metric: string
  /** Whether the metric says that it cannot be computed here. */
  readonly is_unavailable: boolean

  constructor(metric: string, cause: unknown) {
    super(reasonOf(cause), { cause })
    this.metric = metric
    this.is_unavailable = MetricError.is(cause, 'METRIC_UNAVAILABLE')
  }
}

/** Loading a scorer happens once. */
export class Scorers {
  readonly #registry: MetricRegistry
  readonly #scorers = new Map<string, Promise<Scorer>>()

  constructor(registry: MetricRegistry) {
    this.#registry = registry
  }

  /** Throws MetricFailure. */
  async score({ metrics, texts }: ScoreTask, place: Place): Promise<BatchScores> {
    const scores: Record<string, Float64Array> = {}
    const unscored: Record<string, Unscored[]> = {}
    const summands: Record<string, Float64Array> = {}
    for (const [index, name] of metrics.entries()) {
      move(place, { metric: index, text: 0 })
      const { metric, scorer } = await this.load(name)
      const columns = new Map(metric.scores.map((score) => [score.name, new Float64Array(texts.length)]))
      const width = scorer.corpus?.statistics.length ?? 0
      const rows = new Float64Array(width * texts.length).fill(Number.NaN)
      const lacking: Unscored[] = []
      for (const [position, { text }] of texts.entries()) {
        move(place, { metric: index, text: position })
        const scored = await scoreText({ metric, scorer }, text)
        for (const [score, column] of columns) column[position] = scored.values.get(score) ?? Number.NaN
        if (scored.reason !== undefined) lacking.push({ position, reason: scored.reason })
        if (scored.summands) rows.set(scored.summands, width * position)
      }
      Object.assign(scores, Object.fromEntries(columns))
      if (lacking.length > 0) unscored[name] = lacking
      if (width > 0) summands[name] = rows
    }
    return { scores, unscored, summands }
  }

  /** Undefined when there is no such metric. Throws MetricFailure. */
  async find(name: string): Promise<Scorer | undefined> {
    return this.#registry.find(name) && (await this.load(name)).scorer
  }

  /** A metric, ready to score. Throws MetricFailure. */
  async load(name: string): Promise<ReadyMetric> {
    const metric = this.#registry.find(name)
    if (!metric) throw new MetricFailure(name, new Error('this worker does not know it; set ASSAY_METRICS here too'))
    const loading = this.#scorers.get(name) ?? metric.scorer()
    this.#scorers.set(name, loading)
    try {
      return { metric, scorer: await loading }
    } catch (error) {
      this.#scorers.delete(name)
      throw new MetricFailure(name, error)
    }
  }
}

interface ReadyMetric {
  readonly metric: Metric
  readonly scorer: Scorer
}

interface ScoredValues {
  readonly values: ReadonlyMap<string, number>
  readonly reason?: string
  readonly summands?: readonly number[]
}

/** A metric that throws fails this text alone, unless what it needs has become unavailable. */
async function scoreText({ metric, scorer }: ReadyMetric, text: MetricExample): Promise<ScoredValues> {
  try {
    const answer = await scorer.score(text)
    const values = new Map<string, number>()
    let fault: string | undefined
    for (const { name } of metric.scores) {
      const value: unknown = answer[name]
      if (isScore(value)) values.set(name, value)
      else if (value !== null) fault = `The metric gave ${String(value)} as "${name}", which is no score.`
    }
    const summands = values.size > 0 && scorer.corpus ? summandsOf(scorer.corpus, text) : undefined
    if (values.size === metric.scores.length) return { values, ...(summands && { summands }) }
    const reason = shorten(fault ?? scorer.reason?.(text) ?? 'The metric gives no score here, and no reason.')
    return { values, reason, ...(summands && { summands }) }
  } catch (error) {
    if (MetricError.is(error, 'METRIC_UNAVAILABLE') || MetricError.is(error, 'EMBEDDING_FAILED')) {
      throw new MetricFailure(metric.name, error)
    }
    return { values: new Map(), reason: shorten(`The metric failed: ${reasonOf(error)}`) }
  }
}

/** Statistics square scores, which must not overflow. */
function isScore(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= 1e150
}

/** Wrong numbers from a metric would spoil the score of the whole corpus: they fail this text. */
function summandsOf({ statistics, of }: CorpusScorer, text: MetricExample): readonly number[] {
  const row: readonly unknown[] = of(text)
  if (row.length === statistics.length && row.every(isScore)) return row
  throw new Error(`it gave ${row.length} statistics, or some that are no numbers, where there are ${statistics.length}`)
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function shorten(reason: string): string {
  return reason.length > 300 ? `${reason.slice(0, 299).toWellFormed()}…` : reason
}
