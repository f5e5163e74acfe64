import type { StatisticNames } from '@assay/compute'
import { statisticColumns } from '@assay/core'
import type { Metric } from '@assay/metrics'
import type { WrittenColumn } from '@assay/tables'
import type { EvaluationTotals } from './evaluation-totals.ts'
import type { Predicted } from './predicted.ts'
import type { ScoredBatch } from './score-batches.ts'

/**
 * The columns of a score file: why an example has no prediction, what it took, each score as the mean over the repeats;
 * with several repeats, each score of each repeat as `<score>#<repeat>`; and what corpus scores are made of, see `statisticColumns`.
 */
export function scoreColumns({ metrics, statistics, repeats }: Columns): WrittenColumn[] {
  const names = scoreNames(metrics)
  const kept = Object.entries(statistics).flatMap(([metric, found]) =>
    statisticColumns({ metric, statistics: found, repeats: Math.max(1, repeats) }).flat(),
  )
  return [
    { name: 'error', type: 'VARCHAR' },
    { name: 'latency_ms', type: 'DOUBLE' },
    { name: 'cost', type: 'DOUBLE' },
    ...names.map((name) => ({ name, type: 'DOUBLE' as const })),
    ...repeatNumbers(repeats).flatMap((repeat) =>
      names.map((name) => ({ name: `${name}#${repeat}`, type: 'DOUBLE' as const })),
    ),
    ...kept.map((name) => ({ name, type: 'DOUBLE' as const })),
  ]
}

interface Columns {
  readonly metrics: readonly Metric[]
  readonly statistics: StatisticNames
  /** How many there are; 0: a column of the dataset holds the predictions. */
  readonly repeats: number
}

interface Scored {
  readonly metrics: readonly Metric[]
  readonly statistics: StatisticNames
  readonly totals: EvaluationTotals
  readonly onExamples: (done: number) => void
}

/** The rows of a score file, counted in `totals` as they pass. */
export async function* scoreRows(
  batches: AsyncIterable<ScoredBatch>,
  { metrics, statistics, totals, onExamples }: Scored,
): AsyncGenerator<(string | number | null)[][]> {
  const names = scoreNames(metrics)
  let done = 0
  for await (const batch of batches) {
    const columns = names.map((name) => batch.scores.get(name) ?? new Float64Array())
    const kept = Object.entries(statistics).map(([metric, { length }]) => ({
      width: length,
      rows: batch.statistics.get(metric) ?? new Float64Array(),
    }))
    let position = 0
    const rows = batch.examples.map((example) => {
      const from = position
      position += example.repeats.length
      const values = columns.map((column) => knownValues(column.subarray(from, position)))
      const means = values.map(mean)
      totals.addExample({ example, means, reasonOf: (metric) => firstReason(batch, { metric, from, to: position }) })
      const statisticsOf = kept.flatMap(({ width, rows: all }) =>
        knownValues(all.subarray(width * from, width * position)),
      )
      return [...toRow(example, means, values), ...statisticsOf]
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

function toRow({ repeats }: Predicted, means: Values, values: readonly Values[]): (string | number | null)[] {
  return [
    repeats.find(({ error }) => error !== null)?.error ?? null,
    mean(repeats.map(({ latency_ms }) => latency_ms)),
    mean(repeats.map(({ cost }) => cost)),
    ...means,
    ...repeatNumbers(repeats.length).flatMap((repeat) => values.map((ofScore) => ofScore[repeat - 1] ?? null)),
  ]
}

function scoreNames(metrics: readonly Metric[]): string[] {
  return metrics.flatMap((metric) => metric.scores.map((score) => score.name))
}

/** 1, 2, … where there are several repeats; a single one is its own mean. */
function repeatNumbers(repeats: number): number[] {
  return repeats < 2 ? [] : Array.from({ length: repeats }, (_, index) => index + 1)
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
