import { isCallScore } from '@assay/compute'
import type { Direction } from '@assay/metrics'
import type { ComparisonExample } from '@assay/schemas'
import type { TableRow } from '@assay/tables'
import type { ExampleTables, SideColumns } from './example-tables.ts'
import { textChanges } from './text-changes.ts'

interface Setting {
  readonly tables: Pick<ExampleTables, 'input' | 'reference' | 'baseline' | 'run'>
  readonly metric: string
  readonly direction: Direction
}

export function scoreColumn(side: SideColumns, metric: string): string {
  const taken = isCallScore(metric) ? side.calls.get(metric) : undefined
  return taken ?? side.scores.get(metric) ?? ''
}

/** The columns of a side that are neither texts of the dataset nor of models. */
export function numbersOf({ error, calls, scores }: SideColumns): string[] {
  return [error, ...calls.values(), ...scores.values()]
}

/** A row of the join as an example, its predictions compared word by word. */
export function toExample(row: TableRow, { tables, metric, direction }: Setting): ComparisonExample {
  const baseline = toSide(row, tables.baseline, metric)
  const run = toSide(row, tables.run, metric)
  const difference = run.score === null || baseline.score === null ? null : run.score - baseline.score
  const [before, after] = [baseline.prediction, run.prediction]
  return {
    example: row.example,
    input: text(row, tables.input),
    reference: text(row, tables.reference),
    baseline,
    run,
    difference,
    winner: winnerOf(baseline.score, run.score, direction),
    changes: before === null || after === null ? null : textChanges(before, after),
  }
}

function toSide(row: TableRow, side: SideColumns, metric: string): ComparisonExample['run'] {
  return {
    prediction: text(row, side.prediction),
    error: text(row, side.error),
    score: number(row, scoreColumn(side, metric)),
    scores: Object.fromEntries([...side.scores].map(([name, column]) => [name, number(row, column)])),
    latency_ms: number(row, side.calls.get('latency_ms')),
    cost: number(row, side.calls.get('cost')),
  }
}

/** A difference that rounding can explain is a tie; a neutral score has no winner. */
function winnerOf(baseline: number | null, run: number | null, direction: Direction) {
  if (baseline === null || run === null) return null
  const rounding = 4 * Number.EPSILON * Math.max(Math.abs(baseline), Math.abs(run))
  if (Math.abs(run - baseline) <= rounding) return 'tie'
  if (direction === 'neutral') return null
  return run > baseline === (direction === 'higher') ? 'run' : 'baseline'
}

function text(row: TableRow, column: string | null): string | null {
  const value = column === null ? null : row[column]
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function number(row: TableRow, column: string | undefined): number | null {
  const value = column === undefined ? null : row[column]
  return typeof value === 'number' ? value : null
}
