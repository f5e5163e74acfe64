import { recogniseColumns } from '@assay/schemas'
import {
  AssayError,
  type Dataset,
  type EvaluateParams,
  type ReadyComparison,
  type Run,
  type RunDetail,
} from '@assay/sdk'
import type { Command } from 'commander'
import { CommandError, wrongUsage } from '../command-error.ts'
import { margins } from '../option/comparison-option.ts'
import {
  addEvaluateOptions,
  contenders,
  type EvaluateOptions,
  toEvaluateParams,
  toExperimentParams,
  toTask,
} from '../option/evaluate-options.ts'
import { judge } from '../option/judgement-options.ts'
import { requireMetrics } from '../option/metric-lookup.ts'
import { names } from '../option/option.ts'
import { guessTask } from '../option/task-guess.ts'
import { followRuns, requireSuccess } from '../run-following.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { estimateLine } from '../table/estimate-line.ts'
import { adviseNext, type Evaluation, renderEvaluation } from '../table/evaluation-table.ts'
import { findDataset, requireSource } from '../transfer/find-dataset.ts'

/** `assay evaluate`: from a file to a verdict. */
export function addEvaluateCommand(program: Command, open: OpenSession): void {
  const evaluate = program
    .command('evaluate')
    .description('evaluate models on a dataset and say which one to trust')
    .argument('[file|dataset]', 'a CSV, TSV, JSONL, JSON or Parquet file, or a dataset by name or id')
  addEvaluateOptions(evaluate)
    .option('--slice <columns>', 'columns of the dataset, between commas: compare slice by slice of each, too', names)
    .option('--margin <score=value>', 'a difference not worth having; may be repeated', margins)
    .addHelpText('after', examples)
    .action(async (source: string | undefined, options: EvaluateOptions) => {
      checkBaseline(options)
      checkExperiment(source, options)
      if (source !== undefined) await requireSource(source, options)
      const session = await open()
      const evaluation = await carryOut(session, source, options)
      await show(session, evaluation, options)
      requireSuccess(evaluation.runs)
      if (evaluation.comparison) judge(evaluation.comparison, options)
    })
}

async function show(session: Session, evaluation: Evaluation, options: EvaluateOptions): Promise<void> {
  const { assay, terminal, isJson } = session
  const { comparison } = evaluation
  const columns = comparison ? (options.slice ?? []) : []
  const slices = await Promise.all(columns.map((column) => assay.comparisons.slices(comparison?.id ?? '', { column })))
  const { items: metrics } = await assay.metrics.list()
  const { details = false, metrics: asked } = options
  session.show({ ...evaluation, ...(slices.length > 0 && { slices }) }, (shown) =>
    renderEvaluation(shown, { ...terminal, metrics, details, asked, url: assay.url }),
  )
  if (!isJson) for (const line of adviseNext(evaluation)) terminal.say(line)
}

function checkBaseline(options: EvaluateOptions): void {
  const { baseline, failIfWorse } = options
  const all = contenders(options)
  if (failIfWorse === true && all.length < 2) {
    throw wrongUsage('--fail-if-worse needs two of --models and --prediction-column: a baseline and what is judged.')
  }
  if (baseline === undefined || all.includes(baseline)) return
  throw wrongUsage(`--baseline must be one of --models or --prediction-column, not "${baseline}".`)
}

/** An experiment has its dataset, task and columns already. */
function checkExperiment(source: string | undefined, options: EvaluateOptions): void {
  if (options.experiment === undefined) {
    if (source === undefined) throw wrongUsage('Give a file, a dataset, or --experiment.')
    return
  }
  const settled = ['name', 'task', 'inputColumn', 'referenceColumn', 'primaryMetric'] as const
  const given = settled.find((name) => options[name] !== undefined)
  if (given === undefined) return
  const option = given.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  throw wrongUsage(`--${option} is settled by the experiment: leave it out, or leave --experiment out.`)
}

async function carryOut(session: Session, source: string | undefined, options: EvaluateOptions): Promise<Evaluation> {
  const { dataset, experiment, started } = await start(session, source, options)
  const runs = await followRuns(session, started)
  const succeeded = runs.filter(({ state }) => state === 'succeeded')
  const comparison = await compare(session, { experiment, succeeded, started, options })
  return { dataset, experiment, runs, comparison }
}

interface Started extends Pick<Evaluation, 'dataset' | 'experiment'> {
  readonly started: readonly Run[]
}

/** Uploads and starts the runs; when that is refused, as for a misspelt name, nothing of it stays behind. */
async function start(session: Session, source: string | undefined, options: EvaluateOptions): Promise<Started> {
  const { assay } = session
  if (options.task !== undefined) toTask(options.task, options)
  const params = await toEvaluateParams(assay, options)
  const primary = options.primaryMetric?.replace(/^corpus_/, '')
  await requireMetrics(assay, [...(options.metrics ?? []), ...(primary === undefined ? [] : [primary])])
  const known = options.experiment === undefined ? undefined : await assay.experiments.get(options.experiment)
  const dataset = await findDataset(session, source ?? known?.dataset_id ?? '', options)
  const undo = dataset.is_new ? [() => assay.datasets.delete(dataset.id)] : []
  try {
    if (known) requireDataset(known, dataset)
    const task = chooseTask(session, dataset, options)
    const experiment = known ?? (await assay.experiments.create(toExperimentParams(dataset, task, options)))
    if (!known) undo.unshift(() => assay.experiments.delete(experiment.id))
    await sayEstimate(session, experiment.id, params)
    return { dataset, experiment, started: await assay.experiments.evaluate(experiment.id, params) }
  } catch (error) {
    // what cannot be taken back either is not what there is to say
    if (isRefusal(error)) for (const one of undo) await Promise.allSettled([one()])
    throw error
  }
}

async function sayEstimate({ assay, terminal }: Session, experiment_id: string, params: EvaluateParams): Promise<void> {
  const { models, max_samples, repeats } = params
  const asked = { ...(models && { models }), ...(max_samples && { max_samples }), ...(repeats && { repeats }) }
  const line = estimateLine(await assay.experiments.estimate(experiment_id, asked))
  if (line !== undefined) terminal.say(line)
}

function requireDataset({ name, dataset_id }: Evaluation['experiment'], dataset: Dataset): void {
  if (dataset.id === dataset_id) return
  throw new CommandError(
    `The experiment ${name} is on another dataset than ${dataset.name}, version ${dataset.version}: an experiment ` +
      'stays with one. Leave the file out, or leave --experiment out to begin a new one.',
  )
}

/** The task; a guess matters, and is said, where a model behind an endpoint is asked under it. */
function chooseTask({ terminal, isJson }: Session, { columns }: Dataset, options: EvaluateOptions) {
  const { models = [], baseUrl } = options
  if (options.task !== undefined) return toTask(options.task, options)
  if (options.experiment !== undefined) return toTask('summarization', options)
  const isAsked = baseUrl !== undefined || models.some((model) => model.includes('://'))
  if (!isAsked) return toTask('summarization', options)
  const [recognised = 'examples'] = recogniseColumns((columns ?? []).map(({ name }) => name)).input
  const { task, because } = guessTask(options, options.inputColumn ?? recognised)
  if (!isJson) terminal.say(`The task is taken to be ${task}: ${because}. --task says otherwise.`)
  return toTask(task, options)
}

function isRefusal(error: unknown): boolean {
  if (!AssayError.is(error)) return error instanceof CommandError
  return error.status !== undefined && error.status >= 400 && error.status < 500
}

interface Finished {
  readonly experiment: Evaluation['experiment']
  readonly succeeded: readonly RunDetail[]
  readonly started: readonly Run[]
  readonly options: EvaluateOptions
}

/** The runs of this evaluation; those of an experiment that there was, too. Null: there are no two. */
async function compare(
  { assay }: Session,
  { experiment, succeeded, started, options }: Finished,
): Promise<ReadyComparison | null> {
  const isJoined = options.experiment !== undefined
  if (succeeded.length < 2 && !(isJoined && succeeded.length > 0)) return null
  const baseline = started[contenders(options).indexOf(options.baseline ?? '')]?.id
  const isThere = succeeded.some(({ id }) => id === baseline)
  const run_ids = succeeded.map(({ id }) => id)
  try {
    return await assay.experiments.compare(experiment.id, {
      ...(!isJoined && { run_ids }),
      ...(isThere && { baseline_run_id: baseline }),
      ...(options.margin && { margins: options.margin }),
    })
  } catch (error) {
    if (AssayError.is(error, 'COMPARISON_TOO_FEW')) return null
    throw error
  }
}

const examples = `
Examples:
  assay evaluate news.csv --models lead-3,textrank --metrics rouge
  assay evaluate news.csv --models lead-3,llama3.2@http://127.0.0.1:11434/v1 --baseline lead-3
  assay evaluate qa.csv --models gpt-4o-mini --base-url https://api.openai.com/v1 --secret OPENAI_API_KEY \\
    --task text-generation --input-column question --reference-column answer --metrics exact_match --price 0.15/0.60
  assay evaluate --experiment qa --models gpt-4.1-mini --base-url https://api.openai.com/v1 --secret OPENAI_API_KEY
  assay evaluate qa.csv --prediction-column old,new --metrics accuracy --primary-metric accuracy --fail-if-worse`
