import type { Assay, Dataset, EvaluateParams, ExperimentCreateParams, Task } from '@assay/sdk'
import { type Command, Option } from 'commander'
import { wrongUsage } from '../command-error.ts'
import { addUploadOptions, type UploadOptions } from '../transfer/upload.ts'
import { addBudgetOptions, type BudgetOptions, toBudget } from './budget-options.ts'
import { addEndpointOptions, type EndpointOptions } from './endpoint-options.ts'
import { toJudgeModel } from './judge-model.ts'
import { addJudgementOptions, type JudgementOptions } from './judgement-options.ts'
import { toModelChoices } from './model-choice.ts'
import { names, numberBetween, wholeNumber } from './option.ts'

/** What `assay evaluate` can be told. */
export interface EvaluateOptions extends UploadOptions, EndpointOptions, JudgementOptions, BudgetOptions {
  readonly models?: string[]
  readonly metrics?: string[]
  readonly judgeModel?: string
  readonly judgeSecret?: string
  readonly judgeAgainst?: string
  readonly task?: Task['type']
  readonly sourceLanguage?: string
  readonly targetLanguage?: string
  readonly inputColumn?: string
  readonly referenceColumn?: string
  readonly predictionColumn?: string[]
  readonly primaryMetric?: string
  readonly baseline?: string
  readonly experiment?: string
  readonly maxSamples?: number
  readonly maxFailedRatio?: number
  readonly repeats?: number
  readonly labels?: string[]
  readonly seed?: number
  readonly forceRerun?: boolean
  readonly details?: boolean
  readonly slice?: string[]
  readonly margin?: Readonly<Record<string, number>>
}

/** The options of an evaluation. */
export function addEvaluateOptions(command: Command): Command {
  command
    .option(
      '--models <names>',
      'between commas: of the catalogue, or model@https://…/v1, as name=… if you like; absent: --prediction-column',
      names,
    )
    .option('--metrics <names>', 'between commas; judges as judge/<name>; default: rouge', names)
    .option('--judge-model <model>', 'who judges for judges that come with Assay, as name@https://…/v1')
    .option('--judge-secret <name>', 'the secret that holds the API key of that model')
    .option('--judge-against <run>', 'run whose answers judges of pairs see beside those of the models')
    .option('--baseline <name>', 'a model or prediction column that the others are compared with; default: the first')
    .option('--name <name>', 'of dataset and experiment; default: that of the file')
    .option('--experiment <experiment>', 'one that there is, by name or id: more runs in it, on its dataset')
  addTaskOptions(command)
  addEndpointOptions(command)
  addRunOptions(command)
  addBudgetOptions(command)
  addJudgementOptions(command)
  return addUploadOptions(command)
}

function addTaskOptions(command: Command): void {
  const tasks = ['summarization', 'translation', 'text-generation']
  command
    .addOption(new Option('--task <task>', 'what the models are to do; default: a guess, which is said').choices(tasks))
    .option('--source-language <language>', 'for translation')
    .option('--target-language <language>', 'for translation')
    .option('--input-column <column>', 'what the models are given; default: as it is called, such as input or question')
    .option(
      '--reference-column <column>',
      'what good output looks like; default: as it is called, such as reference or answer',
    )
    .option(
      '--prediction-column <columns>',
      'between commas: output that the dataset holds already, each column one run; default: as it is called',
      names,
    )
    .option(
      '--primary-metric <score>',
      'the score that the verdict is about; default: rougeL, or else the first of --metrics',
    )
}

function addRunOptions(command: Command): void {
  command
    .option('--max-samples <n>', 'only the first so many examples', wholeNumber(1))
    .option('--max-failed-ratio <share>', 'share of examples that may fail; default: 0.05', numberBetween(0, 1))
    .option('--repeats <n>', 'ask each model so often, with different seeds', wholeNumber(1))
    .option('--labels <labels>', 'between commas: only workers with these labels do it, and call the models', names)
    .option('--seed <n>', 'for what is random; default: 0', wholeNumber(0))
    .option('--force-rerun', 'run again what succeeded before, and ask the models anew')
    .option('--details', 'print scores that only explain others, too')
}

/** The experiment that an evaluation makes on a dataset. */
export function toExperimentParams(dataset: Dataset, task: Task, options: EvaluateOptions): ExperimentCreateParams {
  return {
    name: options.name ?? dataset.name,
    dataset_id: dataset.id,
    task,
    ...toColumns(options),
    ...(options.primaryMetric !== undefined && { primary_metric: options.primaryMetric }),
  }
}

/** The task; a translation needs its languages. */
export function toTask(task: Task['type'], { sourceLanguage, targetLanguage }: EvaluateOptions): Task {
  if (task !== 'translation') return { type: task }
  if (sourceLanguage === undefined || targetLanguage === undefined) {
    throw wrongUsage('A translation needs --source-language and --target-language.')
  }
  return { type: task, source_language: sourceLanguage, target_language: targetLanguage }
}

function toColumns({
  inputColumn,
  referenceColumn,
  predictionColumn,
}: EvaluateOptions): Partial<ExperimentCreateParams> {
  const columns = {
    ...(inputColumn !== undefined && { input: inputColumn }),
    ...(referenceColumn !== undefined && { reference: referenceColumn }),
    ...(predictionColumn?.[0] !== undefined && { prediction: predictionColumn[0] }),
  }
  return Object.keys(columns).length === 0 ? {} : { columns }
}

/** What is compared, in order: models, then columns of predictions. Empty: the one column that is so by default. */
export function contenders({ models = [], predictionColumn = [] }: EvaluateOptions): string[] {
  return [...models, ...predictionColumn]
}

/** The models, metrics and so on of an evaluation. */
export async function toEvaluateParams(assay: Assay, options: EvaluateOptions): Promise<EvaluateParams> {
  const {
    models = [],
    predictionColumn = [],
    metrics,
    maxSamples,
    maxFailedRatio,
    repeats,
    seed,
    forceRerun,
    labels,
  } = options
  const { judgeModel, judgeSecret, judgeAgainst } = options
  const budget = toBudget(options)
  const listed = models.length === 0 ? [] : await assay.models.list({ limit: 200 }).toArray()
  const catalogue = new Set(listed.map(({ name }) => name))
  return {
    ...(contenders(options).length > 0 && {
      models: [
        ...toModelChoices(models, { ...options, catalogue }),
        ...predictionColumn.map((column) => ({ provider: 'dataset' as const, column })),
      ],
    }),
    ...(metrics && { metrics }),
    ...(judgeModel !== undefined && { judge_model: toJudgeModel(judgeModel, judgeSecret) }),
    ...(judgeAgainst !== undefined && { judge_against: judgeAgainst }),
    ...(maxSamples !== undefined && { max_samples: maxSamples }),
    ...(maxFailedRatio !== undefined && { max_failed_ratio: maxFailedRatio }),
    ...(repeats !== undefined && { repeats }),
    ...(labels && { labels }),
    ...(budget && { budget }),
    ...(seed !== undefined && { seed }),
    ...(forceRerun && { force_rerun: true }),
  }
}
