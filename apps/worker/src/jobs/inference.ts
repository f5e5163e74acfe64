import { join } from 'node:path'
import { revealSecret } from '@assay/access'
import { isBaseline } from '@assay/compute'
import { predictionColumns, predictionOutput, scratchDirectory, toPredictionRow } from '@assay/core'
import type { AttemptContext, Runner } from '@assay/dispatch'
import { type Answer, type Example, infer, type Model, openModel } from '@assay/models'
import { type ClaimedJob, type InferenceSpec, inferenceSpec } from '@assay/schemas'
import { type DatasetTable, stageDataset, toText } from './dataset-table.ts'
import { InferenceTotals } from './inference-totals.ts'
import type { JobDeps } from './job-deps.ts'
import { createModelCallCache } from './model-calls.ts'
import { keepOutput } from './output.ts'

/** A model over the examples of a dataset: one row of predictions for each example. */
export function createInferenceRunner(deps: JobDeps): Runner {
  return async (job, { signal, progress, hide }) => {
    const spec = inferenceSpec.parse(job.spec)
    await using dataset = await stageDataset(deps, spec)
    await using scratch = await scratchDirectory(deps)
    const model = await open(deps, { job, hide }, spec)
    const totals = new InferenceTotals()
    const limit = { examples: dataset.examples, max_failed_ratio: spec.max_failed_ratio }
    progress(0, dataset.examples)
    const answers = infer({
      model,
      task: spec.task,
      examples: readInputs(deps, dataset, spec.columns.input),
      repeat: spec.repeat,
      seed: spec.seed,
      signal,
      on_progress: ({ done }) => progress(done, dataset.examples),
      ...(model.cacheable && { cache: createModelCallCache(deps, { owner_id: job.owner_id, signal }) }),
    })
    const output_path = join(scratch.path, 'predictions.parquet')
    await deps.tables.write({
      output_path,
      columns: predictionColumns,
      rows: toRows(answers, (answer) => totals.add(answer, limit)),
      signal,
    })
    return {
      result: totals.result,
      outputs: [await keepOutput(deps, { name: predictionOutput, path: output_path, signal })],
    }
  }
}

async function open(
  deps: JobDeps,
  { job, hide }: Pick<AttemptContext, 'hide'> & { readonly job: ClaimedJob },
  { model: spec }: InferenceSpec,
): Promise<Model> {
  if (spec.provider === 'dataset') throw new Error('the predictions of a dataset need no inference')
  if (isBaseline(spec)) return deps.scoring.baseline(spec)
  const name = spec.secret
  const api_key = name === undefined ? undefined : await revealSecret(deps, { owner_id: job.owner_id, name })
  if (api_key !== undefined) hide(api_key)
  return openModel(spec, { fetch: deps.fetch, ...(api_key !== undefined && { api_key }) })
}

async function* readInputs(deps: JobDeps, dataset: DatasetTable, column: string): AsyncGenerator<Example> {
  for await (const rows of deps.tables.scan({ path: dataset.path, columns: [column] })) {
    for (const row of rows) {
      if (row.example >= dataset.examples) return
      yield { example: row.example, input: toText(row[column]) ?? '' }
    }
  }
}

const rowsAtOnce = 256

async function* toRows(
  answers: AsyncIterable<Answer>,
  onAnswer: (answer: Answer) => void,
): AsyncGenerator<unknown[][]> {
  let rows: unknown[][] = []
  for await (const answer of answers) {
    onAnswer(answer)
    rows.push(toPredictionRow(answer))
    if (rows.length < rowsAtOnce) continue
    yield rows
    rows = []
  }
  if (rows.length > 0) yield rows
}
