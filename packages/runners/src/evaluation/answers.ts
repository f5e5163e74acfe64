import { isBaseline, predictionColumns, toPredictionRow } from '@assay/compute'
import type { AttemptContext } from '@assay/dispatch'
import { type Answer, type Example, infer, type Model, modelNeeds, openModel } from '@assay/models'
import type { ClaimedJob, InferenceResult, InferenceSpec } from '@assay/schemas'
import type { TableRow } from '@assay/tables'
import type { EvaluationDeps } from './evaluation-deps.ts'
import type { DatasetTable } from './evaluation-store.ts'
import { InferenceTotals } from './inference-totals.ts'
import { keepToBudget } from './spending.ts'
import { toText } from './text-value.ts'

/** A model, and what it is asked about. */
type AskedSpec = Omit<InferenceSpec, 'kind'>

interface Asked {
  readonly job: ClaimedJob
  readonly context: AttemptContext
  readonly spec: AskedSpec
  readonly dataset: DatasetTable
  /** Where the answers go: one row for each example. */
  readonly output_path: string
}

/** Asks a model about the examples of a dataset. Throws TOO_MANY_EXAMPLES_FAILED. */
export async function writeAnswers(deps: EvaluationDeps, asked: Asked): Promise<InferenceResult> {
  const { job, context, spec, dataset, output_path } = asked
  const { signal, progress } = context
  const model = await openModelOf(deps, { job, hide: context.hide }, spec)
  const totals = new InferenceTotals()
  const limit = { examples: dataset.examples, max_failed_ratio: spec.max_failed_ratio }
  progress(0, dataset.examples)
  const cache = model.cacheable ? deps.store.calls(job, { since: spec.answers_since, signal }) : undefined
  const isFree = spec.model.provider === 'baseline'
  const answers = infer({
    ...(isFree ? { model } : await keepToBudget(deps.store, { job, model, cache, signal })),
    task: spec.task,
    examples: await readInputs(deps, dataset, spec),
    repeat: spec.repeat,
    seed: spec.seed,
    signal,
    on_progress: ({ done, waiting_for }) => progress(done, dataset.examples, waiting_for),
  })
  const rows = toRows(answers, (answer) => totals.add(answer, limit))
  await deps.tables.write({ output_path, columns: predictionColumns, rows, signal })
  return totals.result
}

/** The model of a job, with its key. */
export async function openModelOf(
  deps: EvaluationDeps,
  { job, hide }: Pick<AttemptContext, 'hide'> & { readonly job: ClaimedJob },
  { model: spec, entry }: Pick<InferenceSpec, 'model' | 'entry'>,
): Promise<Model> {
  if (spec.provider === 'dataset') throw new Error('the predictions of a dataset need no inference')
  if (isBaseline(spec)) return deps.scoring.baseline(spec)
  const api_key = await deps.store.apiKey(job, { spec, entry })
  if (api_key !== undefined) hide(api_key)
  const { fetch, local_models: local } = deps
  return openModel(spec, { fetch, local, ...(api_key !== undefined && { api_key }) })
}

/** What the model is given: the input, where it takes it, and the columns that its prompt names. */
async function readInputs(
  deps: EvaluationDeps,
  dataset: DatasetTable,
  { model, columns: { input } }: AskedSpec,
): Promise<AsyncGenerator<Example>> {
  if (model.provider === 'dataset') throw new Error('the predictions of a dataset need no inference')
  const columns = await deps.tables.columns({ path: dataset.path })
  const needs = modelNeeds(
    model,
    columns.flatMap(({ name, fields = [] }) => [name, ...fields]),
  )
  return toExamples(deps, dataset, { input: needs.input ? input : null, fields: needs.columns })
}

async function* toExamples(
  { tables }: EvaluationDeps,
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
