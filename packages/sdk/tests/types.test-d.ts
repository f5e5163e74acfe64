import {
  Assay,
  AssayError,
  type EvaluationResult,
  type InferenceResult,
  type Job,
  type JobKind,
  type JobOf,
  toAssayError,
} from '../src/index.ts'

type IsAny<Type> = 0 extends 1 & Type ? true : false

/** Fails to compile for `any`. */
function isNot<Type>(_value: Type, _any: IsAny<Type>): void {}

/** What a user writes, with all that must not be `any`. */
export async function right(assay: Assay): Promise<void> {
  const dataset = await assay.datasets.upload('news.csv', { name: 'news', format: 'csv', encoding: 'latin-1' })
  isNot(dataset, false)
  isNot(dataset.columns?.[0]?.name, false)
  const task = { type: 'translation', source_language: 'en', target_language: 'de' } as const
  const experiment = await assay.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  isNot(experiment.task, false)
  const model = { provider: 'openai-compatible', model: 'm', base_url: 'http://127.0.0.1:1/v1' } as const
  const runs = await assay.experiments.evaluate(experiment.id, { models: ['lead-3', model], metrics: ['rouge'] })
  isNot(runs[0], false)
  for await (const event of assay.runs.events(runs[0]?.id ?? '')) isNot(event.data, false)
  const { verdict } = await assay.experiments.compare(experiment.id)
  const sentence: string = verdict.sentence
  isNot(sentence, false)
  isNot(verdict.outcome, false)
  for await (const run of assay.runs.list({ state: 'failed' })) isNot(run.state, false)
  isNot((await assay.runs.list()).next_cursor, false)
  for await (const row of assay.datasets.rows(dataset.id)) isNot(row['example'], false)
  isNot(await assay.trpc.jobs.get.query({ job_id: 'job' }), false)
  isNot((await assay.trpc.datasets.list.query({})).items[0]?.columns, false)
  isNot((await assay.whoami()).groups, false)
}

function isEvaluation(job: Job): job is JobOf<'evaluation'> {
  return job.kind === 'evaluation'
}

/** What a job is known to do and to have found, by its kind. */
export async function jobs(assay: Assay): Promise<void> {
  const [job] = (await assay.runs.get('run')).jobs
  if (job?.kind === 'evaluation') {
    const result: EvaluationResult | null = job.result
    isNot(result, false)
    const mean: number | null | undefined = job.result?.scores['rougeL']?.estimate
    isNot(mean, false)
    const metrics: string[] = job.spec.metrics
    isNot(metrics, false)
    // @ts-expect-error an evaluation has no model
    job.spec.model
    // @ts-expect-error what did not succeed has no result
    job.result.scores
  }
  if (job?.kind === 'inference') {
    const result: InferenceResult | null = job.result
    isNot(result, false)
    isNot(job.spec.model, false)
    // @ts-expect-error scores are what an evaluation finds
    job.result?.scores
  }
  const evaluation: JobOf<'evaluation'> | undefined = (await assay.runs.get('run')).jobs.find(isEvaluation)
  isNot(evaluation, false)
  const progress: string | undefined = job?.progress?.noun
  isNot(progress, false)
  const kinds = { inference: 1, annotation: 2, judgement: 3, evaluation: 4, application: 5 } satisfies Record<
    JobKind,
    number
  >
  isNot(kinds, false)
  for await (const one of assay.jobs.list({ kind: 'evaluation' })) isNot(one.spec, false)
  // @ts-expect-error which kind it is must be asked first
  job?.spec.metrics
  // @ts-expect-error there is no such kind
  assay.jobs.list({ kind: 'scoring' })
  // @ts-expect-error a job is of no such kind
  job?.kind === 'scoring'
}

/** What errors are known to carry. */
export function known(error: unknown): void {
  if (AssayError.is(error, 'TABLE_INVALID')) {
    const line: number | null = error.data.line
    isNot(line, false)
    isNot(error.data.column, false)
    // @ts-expect-error a table error names no model
    error.data.model
  }
  if (AssayError.is(error, 'FORBIDDEN')) {
    const { needs } = error.data
    if ('share' in needs) isNot(needs.share, false)
    // @ts-expect-error which fact it is must be asked first
    needs.scope
  }
  if (AssayError.is(error)) isNot(error.data, false)
  // @ts-expect-error no error has this code
  AssayError.is(error, 'TABLE_INVALLID')
  isNot(toAssayError(error).data, false)
}

/** What must not compile. */
export async function wrong(assay: Assay): Promise<void> {
  // @ts-expect-error options are camelCase
  new Assay({ api_key: 'key' })
  // @ts-expect-error an experiment needs a dataset
  await assay.experiments.create({ name: 'news', task: { type: 'summarization' } })
  // @ts-expect-error there is no such task
  await assay.experiments.create({ name: 'news', dataset_id: 'set', task: { type: 'poetry' } })
  // @ts-expect-error data is snake_case
  await assay.experiments.evaluate('experiment', { maxSamples: 5 })
  // @ts-expect-error there is no such format
  await assay.datasets.upload('news.xlsx', { format: 'xlsx' })
  // @ts-expect-error a number is no source of bytes
  await assay.datasets.upload(5)
  // @ts-expect-error there is no such state
  assay.runs.list({ state: 'done' })
  // @ts-expect-error a run has no verdict
  ;(await assay.runs.get('run')).verdict
  // @ts-expect-error a filter has one of the known comparisons
  assay.datasets.rows('set', { filters: [{ column: 'a', op: 'like', value: 'b' }] })
  // @ts-expect-error a list of runs is none of datasets
  for await (const run of assay.runs.list()) run.columns
  // @ts-expect-error there is no such procedure
  await assay.trpc.jobs.run.mutate({})
  // @ts-expect-error raw inputs are checked too
  await assay.trpc.jobs.get.query({ id: 'job' })
}
