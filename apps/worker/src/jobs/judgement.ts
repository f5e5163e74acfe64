import { join } from 'node:path'
import { callsOf, judgementColumns, judgementOutput, toJudgementRow } from '@assay/compute'
import { findAnswers, scratchDirectory, stageObject } from '@assay/core'
import type { Runner } from '@assay/dispatch'
import { infer, type Model } from '@assay/models'
import { type EvaluationDeps, keepToBudget, openModelOf, readPredicted, stagePredictions } from '@assay/runners'
import { type JudgementSpec, type JudgeSpec, judgementSpec, type ModelSpec } from '@assay/schemas'
import { stageDataset } from './dataset-table.ts'
import type { JobDeps } from './job-deps.ts'
import { type Judged, Judging } from './judging.ts'
import { createModelCallCache } from './model-calls.ts'
import { keepOutput } from './output.ts'

/** A judge over predictions: one row of scores and reasons for each example. */
export function createJudgementRunner(deps: JobDeps & EvaluationDeps): Runner {
  return async (job, { signal, progress, hide }) => {
    const spec = judgementSpec.parse(job.spec)
    await using stack = new AsyncDisposableStack()
    const dataset = stack.use(await stageDataset(deps, spec))
    const scratch = stack.use(await scratchDirectory(deps))
    const predictions = await stagePredictions(deps, { job, spec, stack })
    const model = await openModelOf(deps, { job, hide }, { model: withPrompts(spec.judge), entry: spec.entry })
    const calls = dataset.examples * callsOf(spec.judge).length
    const judging = new Judging(spec, calls)
    progress(0, calls)
    const examples = readPredicted(deps.tables, {
      ...{ dataset, predictions, roles: spec.columns, batch_size: examplesAtOnce },
      other: await stageOther(deps, spec.judge, stack),
      metrics: [{ columns: [...spec.judge.needs, 'prediction'] }],
    })
    const cache = cacheOf(deps, { model, owner_id: job.owner_id, spec, signal })
    const answers = infer({
      ...(await keepToBudget(deps.store, { job, model, cache, signal })),
      task: { type: 'text-generation' },
      examples: judging.questions(examples),
      repeat: 0,
      seed: spec.seed,
      signal,
      on_progress: ({ done, waiting_for }) => progress(done, calls, waiting_for),
    })
    const path = join(scratch.path, 'judgement.parquet')
    await deps.tables.write({
      output_path: path,
      columns: judgementColumns(spec.judge),
      rows: toRows(judging.judged(answers)),
      signal,
    })
    const output = await keepOutput(deps, { name: judgementOutput(spec.judge), path, signal })
    return { result: judging.result, outputs: [output] }
  }
}

/** Where the answers are that a judge of pairs sees beside those that it judges. */
async function stageOther(deps: JobDeps, { against }: JudgeSpec, stack: AsyncDisposableStack) {
  if (against === undefined) return undefined
  const object_key = await findAnswers(deps, against)
  if (object_key === undefined) return { column: against.column ?? '' }
  return { path: stack.use(await stageObject(deps, object_key)).path }
}

interface Calls {
  readonly model: Model
  readonly owner_id: string
  readonly spec: JudgementSpec
  readonly signal: AbortSignal
}

function cacheOf(deps: JobDeps, { model, owner_id, spec, signal }: Calls) {
  if (!model.cacheable) return undefined
  return createModelCallCache(deps, { owner_id, since: spec.answers_since, signal })
}

/** The question is written out already: the model is given it as it is, with what the judge says of itself. */
function withPrompts({ model, system_prompt }: JudgeSpec): ModelSpec {
  if (model.provider === 'dataset' || model.provider === 'baseline') return model
  const { prompt: _, ...rest } = model
  return { ...rest, system_prompt }
}

const examplesAtOnce = 64
const rowsAtOnce = 256

async function* toRows(judged: AsyncIterable<Judged>): AsyncGenerator<unknown[][]> {
  let rows: unknown[][] = []
  for await (const { judgements, taken } of judged) {
    rows.push(toJudgementRow(judgements, taken))
    if (rows.length < rowsAtOnce) continue
    yield rows
    rows = []
  }
  if (rows.length > 0) yield rows
}
