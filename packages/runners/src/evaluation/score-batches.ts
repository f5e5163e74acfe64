import type { BatchScores, ScoredText, Scoring } from '@assay/compute'
import type { Metric } from '@assay/metrics'
import type { Checkpoint } from './checkpoint.ts'
import type { Predicted } from './predicted.ts'

/** A batch of examples with their scores. Positions count every repeat of every example, example by example. */
export interface ScoredBatch {
  readonly examples: readonly Predicted[]
  /** By score: its value at each position, NaN where there is none. */
  readonly scores: ReadonlyMap<string, Float64Array>
  /** By metric: position → why it lacks a score of the metric. */
  readonly unscored: ReadonlyMap<string, ReadonlyMap<number, string>>
  /** By metric with corpus scores: what they are sums of, a row at each position, NaN where there is none. */
  readonly summands: ReadonlyMap<string, Float64Array>
}

interface Scored {
  readonly batches: AsyncIterable<Predicted[]>
  readonly metrics: readonly Metric[]
  /** What an earlier attempt has finished, where that is kept. */
  readonly checkpoint: Checkpoint | undefined
  readonly signal: AbortSignal
}

const batchTexts = { light: 256, heavy: 32, model: 8 }

/** Examples in a batch: progress, checkpoints and stops wait for a batch, which must not take long. */
export function batchSize(metrics: readonly Metric[], repeats: number): number {
  const texts = Math.min(batchTexts.light, ...metrics.map(({ cost }) => batchTexts[cost]))
  return Math.max(1, Math.floor(texts / Math.max(1, repeats)))
}

export async function* scoreBatches(
  scoring: Scoring,
  { batches, signal, checkpoint, ...asked }: Scored,
): AsyncGenerator<ScoredBatch> {
  const ahead: Promise<ScoredBatch>[] = []
  for await (const examples of batches) {
    signal.throwIfAborted()
    const known = await checkpoint?.find(examples)
    const scored = known ? Promise.resolve(toScored(examples, known)) : score(examples)
    // it is awaited below, in order; a failure before that must not count as unhandled
    scored.catch(() => {})
    ahead.push(scored)
    const next = ahead.length > scoring.batches ? ahead.shift() : undefined
    if (next) yield await next
  }
  for (const scored of ahead) yield await scored

  async function score(examples: readonly Predicted[]): Promise<ScoredBatch> {
    const metrics = asked.metrics.map((metric) => metric.name)
    if (metrics.length === 0) return toScored(examples, { scores: {}, unscored: {}, summands: {} })
    const texts = scorable(examples).map((entry) => entry.text)
    const scores = await scoring.score({ metrics, texts }, signal)
    checkpoint?.keep(examples, scores)
    return toScored(examples, scores)
  }
}

interface Scorable {
  readonly position: number
  readonly text: ScoredText
}

function scorable(examples: readonly Predicted[]): Scorable[] {
  let position = -1
  return examples.flatMap(({ example, input, references, repeats }) =>
    repeats.flatMap(({ prediction }) => {
      position += 1
      if (prediction === null) return []
      return [{ position, text: { example, text: { prediction, references, ...(input !== null && { input }) } } }]
    }),
  )
}

function toScored(examples: readonly Predicted[], { scores, unscored, summands }: BatchScores): ScoredBatch {
  const positions = scorable(examples).map((entry) => entry.position)
  const length = examples.reduce((sum, { repeats }) => sum + repeats.length, 0)
  const spread = (values: Float64Array) => {
    if (positions.length === length) return values
    const width = positions.length === 0 ? 0 : values.length / positions.length
    const rows = new Float64Array(width * length).fill(Number.NaN)
    for (const [index, position] of positions.entries()) {
      rows.set(values.subarray(width * index, width * (index + 1)), width * position)
    }
    return rows
  }
  return {
    examples,
    scores: new Map(Object.entries(scores).map(([name, values]) => [name, spread(values)])),
    unscored: new Map(
      Object.entries(unscored).map(([metric, found]) => [
        metric,
        new Map(found.map(({ position, reason }) => [positions[position] ?? position, reason])),
      ]),
    ),
    summands: new Map(Object.entries(summands).map(([metric, rows]) => [metric, spread(rows)])),
  }
}
