import { answerColumn } from '@assay/compute'
import type { Viewer } from '@assay/db'
import type { JudgedAgainst } from '@assay/schemas'
import type { JoinedTable, TableRow } from '@assay/tables'
import type { ComparisonDeps } from '../comparison/deps.ts'
import { namesOf } from '../data/column.ts'
import { getReadyDataset } from '../data/dataset.ts'
import { stageTable } from '../data/staged-table.ts'
import type { EvaluatedRun } from '../evaluation/evaluated-run.ts'
import { findAnswers } from '../evaluation/judge/against.ts'
import { stageObject } from '../file/staged.ts'
import { keyOf, type Place } from './item.ts'

/** What is read to label a prediction. */
export interface Texts {
  readonly input: string | null
  readonly reference: string | null
  readonly prediction: string | null
  /** Of a pair the answer of the other run. */
  readonly other?: string | null
}

interface Wanted {
  readonly runs: readonly EvaluatedRun[]
  readonly places: readonly Place[]
  readonly viewer: Viewer
  /** Whose answers stand beside them; undefined: nobody's. */
  readonly against: JudgedAgainst | undefined
}

/** The texts of places, by their keys; with repeats, predictions are those of the first. */
export async function readTexts(
  deps: ComparisonDeps,
  { runs, places, viewer, against }: Wanted,
): Promise<ReadonlyMap<string, Texts>> {
  const [first] = runs
  if (!first || places.length === 0) return new Map()
  const run_ids = runs.map(({ run_id }) => run_id)
  const dataset = await getReadyDataset(deps, { dataset_id: first.dataset_id, viewer, run_ids })
  const known = new Set(namesOf(dataset.columns))
  const other = against && (await findAnswers(deps, against))
  const roles = runs.flatMap(({ columns, prediction_keys }) => [
    ...[columns.input, columns.reference],
    ...(prediction_keys.length === 0 ? [columns.prediction] : []),
  ])
  if (against?.column) roles.push(against.column)
  await using stack = new AsyncDisposableStack()
  const { path } = stack.use(await stageTable(deps, dataset))
  const columns = [...new Set(roles)].filter((name) => known.has(name))
  const join: JoinedTable[] = [{ path, columns, prefix: 'd.', decimals: 'text' }]
  for (const [at, { prediction_keys }] of runs.entries()) {
    const [key] = prediction_keys
    if (key === undefined) continue
    join.push({ path: stack.use(await stageObject(deps, key)).path, columns: [answerColumn], prefix: `${at}.` })
  }
  if (other !== undefined) {
    join.push({ path: stack.use(await stageObject(deps, other)).path, columns: [answerColumn], prefix: otherPrefix })
  }
  return await pick(deps, { join, runs, places, other: otherColumn(against) })
}

const otherPrefix = 'other.'

function otherColumn(against: JudgedAgainst | undefined): string | undefined {
  if (against === undefined) return undefined
  return against.column === null ? otherPrefix + answerColumn : `d.${against.column}`
}

interface Picking extends Pick<Wanted, 'runs' | 'places'> {
  readonly join: readonly JoinedTable[]
  readonly other: string | undefined
}

/** One pass over the tables, as far as the last example that is wanted. */
async function pick(deps: ComparisonDeps, { join, runs, places, other }: Picking): Promise<ReadonlyMap<string, Texts>> {
  const texts = new Map<string, Texts>()
  const wanted = new Set(places.map(({ example }) => example))
  const last = Math.max(...wanted)
  const from = Math.min(...wanted)
  for await (const rows of deps.tables.scan({ join, from })) {
    for (const row of rows) {
      if (!wanted.has(row.example)) continue
      for (const [at, run] of runs.entries()) {
        const shown = { ...textsOf(row, run, at), ...(other !== undefined && { other: textOf(row[other]) }) }
        texts.set(keyOf({ ...run, example: row.example }), shown)
      }
    }
    if ((rows.at(-1)?.example ?? last) >= last) break
  }
  return texts
}

function textsOf(row: TableRow, { columns, prediction_keys }: EvaluatedRun, at: number): Texts {
  const prediction = prediction_keys.length === 0 ? `d.${columns.prediction}` : `${at}.${answerColumn}`
  return {
    input: textOf(row[`d.${columns.input}`]),
    reference: textOf(row[`d.${columns.reference}`]),
    prediction: textOf(row[prediction]),
  }
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}
