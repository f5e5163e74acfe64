import { pathColumn } from '@assay/core'
import type { Predicted, ScoredBatch } from '@assay/runners'
import type { ScoresOfApplication } from '@assay/schemas'
import type { JobDeps } from '../job-deps.ts'
import type { FileScores } from './score-table.ts'

interface Given extends Pick<ScoresOfApplication, 'path' | 'scores'> {
  /** The table of the dataset. */
  readonly dataset_path: string
  readonly found: FileScores
}

export async function readFiles({ tables }: Pick<JobDeps, 'tables'>, path: string): Promise<Set<string>> {
  const files = new Set<string>()
  for await (const rows of tables.scan({ path, columns: [pathColumn] })) {
    for (const row of rows) files.add(String(row[pathColumn]))
  }
  return files
}

/** The files of a dataset in their order, with what was given of each: one without a row has failed. */
export async function* scoredFiles(
  { tables }: Pick<JobDeps, 'tables'>,
  { dataset_path, found, path, scores }: Given,
): AsyncGenerator<ScoredBatch> {
  for await (const rows of tables.scan({ path: dataset_path, columns: [pathColumn] })) {
    const files = rows.map((row) => String(row[pathColumn]))
    const values = files.map((file) => found.get(file))
    yield {
      examples: rows.map(({ example }, at) => {
        const error = values[at] ? null : `${path} has no row for it.`
        return toPredicted(example, { file: files[at] ?? '', error })
      }),
      scores: new Map(scores.map(({ name }, at) => [name, Float64Array.from(values, (of) => of?.[at] ?? Number.NaN)])),
      unscored: new Map(
        scores.map(({ name }, at) => {
          const reason = `${path} has no value for it.`
          return [name, new Map(values.flatMap((of, row) => (of && of[at] === null ? [[row, reason] as const] : [])))]
        }),
      ),
      summands: new Map(),
    }
  }
}

interface NamedFile {
  readonly file: string
  readonly error: string | null
}

function toPredicted(example: number, { file, error }: NamedFile): Predicted {
  const prediction = error === null ? file : null
  return {
    example,
    input: null,
    references: [],
    judgements: [],
    repeats: [{ prediction, error, latency_ms: null, cost: null }],
  }
}
