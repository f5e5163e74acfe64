import { callScores, type SummandNames, toScoreRow } from '@assay/compute'
import type { Metric } from '@assay/metrics'
import type { EvaluationTotals } from './evaluation-totals.ts'
import type { Predicted } from './predicted.ts'
import type { ScoredBatch } from './score-batches.ts'

interface Scored {
  readonly metrics: readonly Metric[]
  readonly summands: SummandNames
  readonly totals: EvaluationTotals
  readonly onExamples: (done: number) => void
}

/** The rows of a score file, counted in `totals` as they pass. */
export async function* scoreRows(
  batches: AsyncIterable<ScoredBatch>,
  { metrics, summands, totals, onExamples }: Scored,
): AsyncGenerator<(string | number | null)[][]> {
  const names = scoreNames(metrics)
  let done = 0
  for await (const batch of batches) {
    const columns = names.map((name) => batch.scores.get(name) ?? new Float64Array())
    const kept = Object.entries(summands).map(([metric, { length }]) => ({
      width: length,
      rows: batch.summands.get(metric) ?? new Float64Array(),
    }))
    let position = 0
    const rows = batch.examples.map((example) => {
      const from = position
      position += example.repeats.length
      const values = columns.map((column) => knownValues(column.subarray(from, position)))
      const means = values.map(mean)
      totals.addExample({ example, means, reasonOf: (metric) => firstReason(batch, { metric, from, to: position }) })
      return toScoreRow({
        error: firstError(example),
        taken: callScores.map(({ name }) => mean(example.repeats.map((repeat) => repeat[name]))),
        means,
        scores: values,
        summands: kept.flatMap(({ width, rows: all }) => knownValues(all.subarray(width * from, width * position))),
      })
    })
    await totals.endBatch(batch)
    yield rows
    done += batch.examples.length
    onExamples(done)
  }
}

function firstReason(
  { unscored }: ScoredBatch,
  { metric, from, to }: { metric: string; from: number; to: number },
): string | undefined {
  const reasons = unscored.get(metric)
  for (let position = from; reasons && position < to; position++) {
    const reason = reasons.get(position)
    if (reason !== undefined) return reason
  }
  return undefined
}

type Values = readonly (number | null)[]

function firstError({ repeats }: Predicted): string | null {
  return repeats.find(({ error }) => error !== null)?.error ?? null
}

export function scoreNames(metrics: readonly Metric[]): string[] {
  return metrics.flatMap((metric) => metric.scores.map((score) => score.name))
}

function knownValues(column: Float64Array): (number | null)[] {
  return Array.from(column, (value) => (Number.isNaN(value) ? null : value))
}

function mean(values: Values): number | null {
  let [sum, known] = [0, 0]
  for (const value of values) {
    if (value === null) continue
    sum += value
    known += 1
  }
  return known === 0 ? null : sum / known
}
