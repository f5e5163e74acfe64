import {
  type Judgement,
  type KeptPrediction,
  keptJudgementColumns,
  keptPredictionColumns,
  toJudgements,
  toKeptPrediction,
} from '@assay/compute'
import type { Metric } from '@assay/metrics'
import type { ColumnRoles, JudgeSpec } from '@assay/schemas'
import type { JoinedTable, TableQueries, TableRow, TableSource } from '@assay/tables'
import type { DatasetTable } from './evaluation-store.ts'
import { toReferences } from './references.ts'
import { toText } from './text-value.ts'

export interface Predicted {
  readonly example: number
  readonly input: string | null
  /** All equally good. */
  readonly references: readonly string[]
  readonly repeats: readonly KeptPrediction[]
  /** The answer of another run; null: it has none, absent: none is asked for. */
  readonly other?: string | null
  /** By judge and repeat, what was said in each call. */
  readonly judgements: readonly (readonly (readonly Judgement[])[])[]
}

interface JudgementFiles {
  readonly judge: JudgeSpec
  /** One for each repeat. */
  readonly paths: readonly string[]
}

export interface PredictionSource {
  readonly dataset: DatasetTable
  /** Prediction files, one for each repeat; none: a column of the dataset holds them. */
  readonly predictions: readonly string[]
  /** What judges said; absent: there are none. */
  readonly judges?: readonly JudgementFiles[]
  /** Where another run has its answers: a prediction file, or a column of the dataset; absent: none is asked for. */
  readonly other?: { readonly path: string } | { readonly column: string } | undefined
  readonly roles: ColumnRoles
  readonly metrics: readonly Pick<Metric, 'columns'>[]
  readonly batch_size: number
}

export async function* readPredicted(tables: TableQueries, source: PredictionSource): AsyncGenerator<Predicted[]> {
  const { dataset, predictions, judges = [], other, roles, metrics, batch_size } = source
  const needed = new Set(metrics.flatMap((metric) => metric.columns))
  const prediction = predictions.length === 0 ? [roles.prediction] : []
  const columns = [
    ...(needed.has('input') ? [roles.input] : []),
    ...(needed.has('reference') ? [roles.reference] : []),
    ...prediction,
    ...(other && 'column' in other ? [other.column] : []),
  ]
  const texts = { path: dataset.path, columns: [...new Set(columns)], prefix: 'd.', decimals: 'text' } as const
  const from: TableSource = {
    join: [texts, ...predictions.map(toJoined), ...toJoinedOther(other), ...judges.flatMap(toJoinedJudge)],
  }
  for await (const rows of tables.scan({ ...from, batch_size })) {
    const batch = rows.filter((row) => row.example < dataset.examples)
    if (batch.length > 0) yield batch.map((row) => toPredicted(row, source))
    if (batch.length < rows.length) return
  }
}

function toJoined(path: string, repeat: number): JoinedTable {
  return { path, columns: keptPredictionColumns, prefix: `${repeat}.` }
}

function toJoinedOther(other: PredictionSource['other']): JoinedTable[] {
  if (other === undefined || 'column' in other) return []
  return [{ path: other.path, columns: keptPredictionColumns, prefix: otherPrefix }]
}

const otherPrefix = 'other.'

function otherOf(row: TableRow, other: NonNullable<PredictionSource['other']>): string | null {
  return 'column' in other ? toText(row[`d.${other.column}`]) : toKeptPrediction(row, otherPrefix).prediction
}

function toJoinedJudge({ judge, paths }: JudgementFiles, at: number): JoinedTable[] {
  const columns = keptJudgementColumns(judge)
  return paths.map((path, repeat) => ({ path, columns, prefix: judgementPrefix(at, repeat) }))
}

function judgementPrefix(judge: number, repeat: number): string {
  return `j${judge}.${repeat}.`
}

function toPredicted(row: TableRow, { predictions, judges = [], other, roles }: PredictionSource): Predicted {
  const repeats =
    predictions.length === 0
      ? [fromColumn(toText(row[`d.${roles.prediction}`]))]
      : predictions.map((_, repeat) => toKeptPrediction(row, `${repeat}.`))
  return {
    example: row.example,
    input: toText(row[`d.${roles.input}`]),
    references: toReferences(row[`d.${roles.reference}`]),
    repeats,
    ...(other && { other: otherOf(row, other) }),
    judgements: judges.map(({ judge, paths }, at) =>
      paths.map((_, repeat) => toJudgements(judge, row, judgementPrefix(at, repeat))),
    ),
  }
}

/** An absent prediction is an empty answer, as it would be in a file that cannot tell the two apart. */
function fromColumn(prediction: string | null): KeptPrediction {
  return { prediction: prediction ?? '', error: null, latency_ms: null, cost: null }
}
