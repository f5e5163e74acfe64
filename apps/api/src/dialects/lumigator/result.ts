import type { Job, JobOf, Run, RunExample } from '@assay/schemas'
import { dashed } from '../lax.ts'
import type { Asked } from '../routes.ts'
import { readRows, textOf } from './dataset-file.ts'
import { metricsOf, tokenAverages } from './flat-metrics.ts'
import { keptWith } from './kept.ts'
import { metricOf, metrics } from './metric-name.ts'
import { notFound } from './not-found.ts'
import { storedAt } from './workflow-view.ts'

const examplesAtOnce = 1_000

/** What the ancestor stores of a job: metrics, parameters and artifacts. */
export async function jobResult(asked: Asked, job_id: string) {
  const { platform, request } = asked
  const job = await platform.call(request, 'jobs.get', { job_id })
  const { jobs: _, ...run } = await platform.call(request, 'runs.get', { run_id: job.run_id })
  if (job.state !== 'succeeded') throw notFound('Job', job_id, ': no result')
  if (job.kind === 'annotation') return inferenceResult({ run, job, examples: await readWritten(asked, job) })
  const examples = await readExamples(asked, run.id)
  if (job.kind === 'inference') return inferenceResult({ run, job, examples })
  if (job.kind === 'evaluation') return evaluationResult({ run, job, examples })
  throw notFound('Job', job_id)
}

/** What is stored of a workflow: the results of both jobs, those of the inference last. */
export async function compiledResult(asked: Asked, workflow_id: string) {
  const run_id = dashed(workflow_id)
  const { jobs, ...run } = await asked.platform.call(asked.request, 'runs.get', { run_id })
  if (run.state !== 'succeeded') throw notFound('Workflow', workflow_id, ': not finished')
  const examples = await readExamples(asked, run.id)
  const parts = jobs.toReversed().flatMap((job) => {
    if (job.kind === 'evaluation') return evaluationResult({ run, job, examples })
    return job.kind === 'inference' ? inferenceResult({ run, job, examples }) : []
  })
  const merged = (part: 'metrics' | 'parameters' | 'artifacts') => Object.assign({}, ...parts.map((one) => one[part]))
  return { metrics: merged('metrics'), parameters: merged('parameters'), artifacts: merged('artifacts') }
}

/** What was stored of an experiment when that was one job: all on one level. */
export async function oldResult(asked: Asked, run_id: string) {
  const { metrics: scores, artifacts } = await compiledResult(asked, run_id)
  const { rouge, meteor, bertscore } = scores
  const { inference_time: summarization_time, evaluation_time, examples, ground_truth, predictions, model } = artifacts
  return {
    ...{ rouge, meteor, bertscore, summarization_time, evaluation_time },
    ...{ examples, ground_truth, predictions, model },
  }
}

async function readExamples({ platform, request }: Asked, run_id: string): Promise<RunExample[]> {
  const examples: RunExample[] = []
  for (let after: number | null = -1; after !== null; ) {
    const page: { items: RunExample[]; next_after: number | null } = await platform.call(request, 'runs.examples', {
      ...{ run_id, after, limit: examplesAtOnce },
    })
    examples.push(...page.items)
    after = page.next_after
  }
  return examples
}

type Example = Pick<RunExample, 'input' | 'reference' | 'prediction' | 'reasoning' | 'scores' | 'judgements'>

/** The examples of a dataset with what a model has written in it. */
async function readWritten(asked: Asked, { spec, result }: JobOf<'annotation'>): Promise<Example[]> {
  if (!result) return []
  const { input, reference } = spec.columns
  const examples: Example[] = []
  for await (const rows of readRows(asked, { id: result.dataset_id })) {
    examples.push(
      ...rows.map((row) => ({
        ...{ input: textOf(row[input]), prediction: textOf(row[reference]), reference: textOf(row['ground_truth']) },
        ...{ reasoning: null, scores: {} },
      })),
    )
  }
  return examples
}

interface Found<Kind extends 'inference' | 'annotation' | 'evaluation'> {
  readonly run: Run
  readonly job: JobOf<Kind>
  readonly examples: readonly Example[]
}

function inferenceResult({ run, job, examples }: Found<'inference' | 'annotation'>) {
  const { kind, model, config } = keptWith(run)
  const answers = examples.map(({ prediction }) => prediction)
  const references = examples.map(({ reference }) => reference)
  const hasReferences = references.some((reference) => reference !== null)
  const isAnnotation = kind === 'annotate'
  return {
    metrics: tokenAverages(job),
    parameters: { ...config, name: run.name, dataset: { id: job.spec.dataset_id }, storage_path: storedAt(job) },
    artifacts: {
      predictions: isAnnotation ? null : answers,
      reasoning: examples.map(({ reasoning }) => reasoning),
      examples: examples.map(({ input }) => input),
      ground_truth: isAnnotation ? answers : hasReferences ? references : null,
      model,
      inference_time: secondsOf(job),
      inference_metrics: examples.map(() => null),
    },
  }
}

function evaluationResult({ run, job, examples }: Found<'evaluation'>) {
  const asked = metricsOf(run)
  const scored = Object.fromEntries(
    Object.keys(metrics).map((name) => {
      const wanted = asked.find((one) => one === name)
      return [name, wanted === undefined ? null : scoresOf(wanted, { job, examples })]
    }),
  )
  return {
    metrics: scored,
    parameters: keptWith(run).config,
    artifacts: {
      predictions: examples.map(({ prediction }) => prediction),
      ground_truth: examples.map(({ reference }) => reference),
      evaluation_time: secondsOf(job),
    },
  }
}

function scoresOf(
  name: Parameters<typeof metricOf>[0],
  { job, examples }: Pick<Found<'evaluation'>, 'job' | 'examples'>,
): object | null {
  const { scores, judge, mean = (score: string) => `${score}_mean` } = metricOf(name)
  const told = (one: Example, score: string, native: string) => {
    const value = one.scores[native] ?? null
    return judge === undefined ? value : { score: value, reason: reasonOf(one, { judge, criterion: score }) }
  }
  const natives = Object.entries(scores)
  const known = job.result?.scores ?? {}
  if (!natives.some(([, native]) => native in known)) return null
  return {
    ...Object.fromEntries(natives.map(([score, native]) => [score, examples.map((one) => told(one, score, native))])),
    ...Object.fromEntries(natives.map(([score, native]) => [mean(score), known[native]?.estimate ?? null])),
  }
}

/** Why a judge gave its score, or none. */
function reasonOf({ judgements = [] }: Example, by: { readonly judge: string; readonly criterion: string }) {
  const found = judgements.find(({ judge, criterion }) => judge === by.judge && criterion === by.criterion)
  return found?.reason ?? found?.error ?? null
}

function secondsOf({ started_at, finished_at }: Pick<Job, 'started_at' | 'finished_at'>): number {
  return started_at === null || finished_at === null ? 0 : (Date.parse(finished_at) - Date.parse(started_at)) / 1000
}
