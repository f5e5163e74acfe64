import { join } from 'node:path'
import { revealSecret } from '@assay/access'
import { isBaseline } from '@assay/compute'
import { namesOf, predictionColumns, predictionOutput, scratchDirectory, toPredictionRow } from '@assay/core'
import type { AttemptContext, Runner } from '@assay/dispatch'
import { type Answer, type Example, infer, type Model, modelNeeds, openModel } from '@assay/models'
import { type ClaimedJob, type InferenceSpec, inferenceSpec } from '@assay/schemas'
import type { TableRow } from '@assay/tables'
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
    const model = await openModelOf(deps, { job, hide }, spec)
    const totals = new InferenceTotals()
    const limit = { examples: dataset.examples, max_failed_ratio: spec.max_failed_ratio }
    progress(0, dataset.examples)
    const answers = infer({
      model,
      task: spec.task,
      examples: await readInputs(deps, dataset, spec),
      repeat: spec.repeat,
      seed: spec.seed,
      signal,
      on_progress: ({ done, waiting_for }) => progress(done, dataset.examples, waiting_for),
      ...(model.cacheable && {
        cache: createModelCallCache(deps, { owner_id: job.owner_id, since: spec.answers_since, signal }),
      }),
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

/** The model of a job, with its key. */
export async function openModelOf(
  deps: JobDeps,
  { job, hide }: Pick<AttemptContext, 'hide'> & { readonly job: ClaimedJob },
  { model: spec }: Pick<InferenceSpec, 'model'>,
): Promise<Model> {
  if (spec.provider === 'dataset') throw new Error('the predictions of a dataset need no inference')
  if (isBaseline(spec)) return deps.scoring.baseline(spec)
  const name = spec.secret
  const api_key = name === undefined ? undefined : await revealSecret(deps, { owner_id: job.owner_id, name })
  if (api_key !== undefined) hide(api_key)
  return openModel(spec, { fetch: deps.fetch, ...(api_key !== undefined && { api_key }) })
}

/** What the model is given: the input, where it takes it, and the columns that its prompt names. */
async function readInputs(
  deps: JobDeps,
  dataset: DatasetTable,
  { model, columns: { input } }: InferenceSpec,
): Promise<AsyncGenerator<Example>> {
  if (model.provider === 'dataset') throw new Error('the predictions of a dataset need no inference')
  const needs = modelNeeds(model, namesOf(await deps.tables.columns({ path: dataset.path })))
  return toExamples(deps, dataset, { input: needs.input ? input : null, fields: needs.columns })
}

async function* toExamples(
  { tables }: JobDeps,
  dataset: DatasetTable,
  { input, fields }: { readonly input: string | null; readonly fields: readonly string[] },
): AsyncGenerator<Example> {
  const columns = [...new Set([...(input === null ? [] : [input]), ...fields])]
  for await (const rows of tables.scan({ join: [{ path: dataset.path, columns, prefix: '', decimals: 'text' }] })) {
    for (const row of rows) {
      if (row.example >= dataset.examples) return
      yield {
        example: row.example,
        input: input === null ? '' : row[input],
        ...(fields.length > 0 && { fields: Object.fromEntries(fields.map((name) => [name, fieldText(row[name])])) }),
      }
    }
  }
}

/** A list of texts, such as choices, has one on each line. */
function fieldText(value: TableRow[string] | undefined): string {
  if (!Array.isArray(value) || value.some((item) => typeof item === 'object')) return toText(value) ?? ''
  return value.map((item) => toText(item) ?? '').join('\n')
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
