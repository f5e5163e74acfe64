import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Actor } from '@assay/access'
import { scoreFileColumns, scoreOutput, toScoreRow } from '@assay/compute'
import { type CoreDeps, newObjectKey } from '@assay/core'
import { insertBlobs, insertExperiment, insertUser, newId } from '@assay/db'
import { seededRandom } from '@assay/metrics'
import { columnRoles, type EvaluationResult } from '@assay/schemas'

/** What is compared: as many runs, scores and examples. */
export interface Size {
  readonly runs: number
  readonly examples: number
  readonly scores: readonly string[]
  /** Metrics that have scores over all examples at once, with what these are made of. */
  readonly corpora: readonly Corpus[]
}

interface Corpus {
  readonly name: string
  readonly version: string
  readonly statistics: readonly string[]
}

/** Runs as evaluations leave them: rows, and a score file each. */
export interface ScoredRuns {
  readonly actor: Actor
  readonly experiment_id: string
  readonly run_ids: readonly string[]
  /** Per run, per score, the values of the examples. */
  readonly values: readonly (readonly Float64Array[])[]
}

/** Makes runs on a dataset of which only the row is there: comparing does not look at its content. */
export async function makeScoredRuns(core: CoreDeps, size: Size): Promise<ScoredRuns> {
  const user_id = newId()
  const email = `${user_id}@example.org`
  const user = await insertUser(core.db, { id: user_id, email, name: 'Somebody', groups: ['users'] })
  const experiment_id = await makeExperiment(core, user_id)
  const values = scoresOf(size)
  const run_ids: string[] = []
  for (const [index, columns] of values.entries()) {
    run_ids.push(await makeRun(core, { owner_id: user_id, experiment_id, name: `run ${index}`, columns, size }))
  }
  return { actor: { user_id, email, groups: user.groups }, experiment_id, run_ids, values }
}

/** Scores that differ a little from run to run and much from example to example, as those of models do. */
function scoresOf({ runs, examples, scores }: Size): Float64Array[][] {
  const random = seededRandom(1)
  const hard = Float64Array.from({ length: examples }, () => random.uniform())
  return Array.from({ length: runs }, (_, run) =>
    scores.map((name) =>
      hard.map((hardness) => {
        const value = Math.min(1, 0.6 * hardness + 0.3 * random.uniform() + run / 200)
        return name === 'exact_match' ? Math.round(value) : value
      }),
    ),
  )
}

async function makeExperiment({ db }: CoreDeps, owner_id: string): Promise<string> {
  const [blob_id, dataset_id] = [newId(), newId()]
  await insertBlobs(db, [{ id: blob_id, owner_id, size_bytes: 1, object_key: newObjectKey() }])
  const file = { filename: 'a.csv', format: 'csv', size_bytes: 1 } as const
  const dataset = { id: dataset_id, owner_id, name: 'a', version: 1, original_blob_id: blob_id, ...file }
  await db.insertInto('datasets').values(dataset).execute()
  const { id } = await insertExperiment(db, {
    id: newId(),
    owner_id,
    name: 'a',
    description: '',
    dataset_id,
    task: JSON.stringify({ type: 'summarization' }),
    columns: JSON.stringify(columnRoles.parse({})),
    primary_metric: 'rougeL',
  })
  return id
}

interface Made {
  readonly owner_id: string
  readonly experiment_id: string
  readonly name: string
  readonly columns: readonly Float64Array[]
  readonly size: Size
}

async function makeRun(core: CoreDeps, { owner_id, experiment_id, name, columns, size }: Made): Promise<string> {
  const { db } = core
  const [run_id, job_id, blob_id, dataset_id] = [newId(), newId(), newId(), newId()]
  const about = { owner_id, attempts_left: 0, state: 'succeeded' } as const
  const result: EvaluationResult = {
    examples: size.examples,
    failed: 0,
    failures: [],
    scores: Object.fromEntries(
      size.scores.map((score) => [
        score,
        { estimate: 0, low: 0, high: 0, n: size.examples, level: 0.95, method: 'student_t' },
      ]),
    ),
    unscored: [],
    corpus: Object.fromEntries(size.corpora.map(({ name }) => [name, 1])),
    statistics: Object.fromEntries(size.corpora.map(({ name, statistics }) => [name, statistics])),
    metrics: Object.fromEntries(size.corpora.map(({ name, version }) => [name, version])),
  }
  const spec = { kind: 'evaluation', dataset_id, columns: columnRoles.parse({}), max_samples: null, seed: 0 } as const
  await db
    .insertInto('runs')
    .values({ id: run_id, owner_id, group_id: experiment_id, name, state: 'succeeded' })
    .execute()
  await db
    .insertInto('evaluations')
    .values({ run_id, experiment_id, metrics: ['rouge'] })
    .execute()
  await db
    .insertInto('jobs')
    .values({
      ...about,
      id: job_id,
      run_id,
      name: 'evaluation',
      kind: 'evaluation',
      spec: JSON.stringify({ ...spec, metrics: ['rouge'], predictions: 'column' }),
      result: JSON.stringify(result),
    })
    .execute()
  const object_key = newObjectKey()
  const { size_bytes } = await keepScores(core, { object_key, columns, size })
  await insertBlobs(db, [{ id: blob_id, owner_id, size_bytes, object_key }])
  await db.insertInto('job_outputs').values({ job_id, name: scoreOutput, blob_id }).execute()
  return run_id
}

async function keepScores(
  { tables, storage, scratch_directory }: CoreDeps,
  { object_key, columns, size }: Pick<Made, 'columns' | 'size'> & { readonly object_key: string },
) {
  const output_path = join(scratch_directory, 'scores.parquet')
  const summands = Object.fromEntries(size.corpora.map(({ name, statistics }) => [name, statistics]))
  const counts = Object.values(summands).flat()
  const rows = Array.from({ length: size.examples }, (_, example) => {
    const means = columns.map((column) => column[example] ?? null)
    return toScoreRow({
      error: null,
      taken: [null, null],
      means,
      scores: [],
      summands: counts.map((_, at) => Math.ceil(20 * (columns[at % columns.length]?.[example] ?? 0)) + at),
    })
  })
  await tables.write({
    output_path,
    columns: scoreFileColumns({ scores: size.scores, summands, repeats: 1 }),
    rows: [rows],
  })
  try {
    return await storage.put(object_key, createReadStream(output_path))
  } finally {
    await rm(output_path)
  }
}
