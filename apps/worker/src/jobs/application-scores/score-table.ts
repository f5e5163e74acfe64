import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { formatOf, pathColumn } from '@assay/core'
import { nearestNames } from '@assay/metrics'
import { DomainError, type ScoresOfApplication } from '@assay/schemas'
import type { TableRow } from '@assay/tables'
import type { JobDeps } from '../job-deps.ts'
import { readScore } from './read-score.ts'
import { invalidScores, type ScorePlace } from './scores-invalid.ts'

/** A table of scores as an application has left it. */
interface ScoreTable extends Pick<ScoresOfApplication, 'path' | 'scores'> {
  /** Where it stands here. */
  readonly source_path: string
  /** A folder for what is made of it meanwhile. */
  readonly directory: string
  /** Paths of the files of the dataset. */
  readonly files: ReadonlySet<string>
}

/** By file, its scores in the order of their declarations; null: it has none. */
export type FileScores = ReadonlyMap<string, readonly (number | null)[]>

/** Reads scores, in whatever order their rows are. Throws SCORES_INVALID. */
export async function readScores(
  { tables }: Pick<JobDeps, 'tables'>,
  table: ScoreTable,
  signal: AbortSignal,
): Promise<FileScores> {
  const { path, scores, source_path } = table
  const output_path = join(table.directory, 'given.parquet')
  const { rows, columns } = await toTable(tables, { path, source_path, output_path, signal })
  requireColumns(
    columns.map(({ name }) => name),
    table,
  )
  const lineOf = await linesOf(table, rows)
  const found = new Map<string, readonly (number | null)[]>()
  const seen = new Map<string, number>()
  const wanted = [pathColumn, ...scores.map(({ name }) => name)]
  for await (const batch of tables.scan({ path: output_path, columns: wanted, signal })) {
    for (const row of batch) {
      const place = placeOf(row, { table, lineOf })
      const before = seen.get(place.file)
      if (before !== undefined) throw twice(place, lineOf(before))
      seen.set(place.file, row.example)
      found.set(
        place.file,
        scores.map((score) => readScore(row[score.name], score, place)),
      )
    }
  }
  return found
}

interface Conversion {
  readonly path: string
  readonly source_path: string
  readonly output_path: string
  readonly signal: AbortSignal
}

async function toTable(tables: JobDeps['tables'], { path, ...files }: Conversion) {
  try {
    return await tables.ingest({ ...files, format: formatOf(path) })
  } catch (error) {
    if (!DomainError.is(error, 'TABLE_INVALID')) throw error
    const { line, reason } = error.data
    throw invalidScores({ path, line, file: null }, reason)
  }
}

function requireColumns(columns: readonly string[], { path, scores }: ScoreTable): void {
  const lacking = [pathColumn, ...scores.map(({ name }) => name)].find((name) => !columns.includes(name))
  if (lacking === undefined) return
  const known = columns.map((name) => `"${name}"`).join(', ')
  throw invalidScores({ path, line: null, file: null }, `there is no column "${lacking}", but ${known}.`)
}

interface Placing {
  readonly table: ScoreTable
  /** Null: the format has no lines, or some rows have several. */
  readonly lineOf: (row: number) => number | null
}

function placeOf(row: TableRow, { table: { path, files }, lineOf }: Placing): ScorePlace {
  const line = lineOf(row.example)
  const named = row[pathColumn]
  if (typeof named !== 'string' || named === '') {
    throw invalidScores({ path, line, file: null }, `row ${row.example + 1} names no file.`)
  }
  const file = files.has(named) ? named : named.replace(/^(?:\.\/)+/, '')
  if (files.has(file)) return { path, file, line }
  const [nearest] = files.size > mostCompared ? [] : nearestNames(file, [...files])
  const meant = nearest === undefined ? '' : ` Did you mean "${nearest}"?`
  throw invalidScores({ path, line, file }, `"${file}" is no file of the dataset.${meant}`)
}

const mostCompared = 10_000

function twice({ path, file, line }: ScorePlace, before: number | null): DomainError {
  const first = before === null ? '' : `, first in line ${before}`
  return invalidScores({ path, file, line }, `"${file}" is there twice${first}.`)
}

const headed = new Set(['csv', 'tsv'])

/** Where rows stand, if each has a line of its own. */
async function linesOf({ path, source_path }: ScoreTable, rows: number): Promise<Placing['lineOf']> {
  const format = formatOf(path)
  const head = headed.has(format) ? 1 : 0
  if (head === 0 && format !== 'jsonl') return () => null
  const lines = await countLines(source_path)
  return lines === rows + head ? (row) => row + head + 1 : () => null
}

async function countLines(path: string): Promise<number> {
  let [lines, last] = [0, 10]
  for await (const chunk of createReadStream(path)) {
    const bytes: Uint8Array = chunk
    for (const byte of bytes) if (byte === 10) lines += 1
    last = bytes.at(-1) ?? last
  }
  return last === 10 ? lines : lines + 1
}
