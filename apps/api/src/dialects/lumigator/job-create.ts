import type { Dataset, DomainError, Experiment, Run, Task } from '@assay/schemas'
import type { InputOf } from '../../procedure-call.ts'
import { parse, Refusal, saying } from '../error.ts'
import type { Asked } from '../routes.ts'
import { findDataset } from './dataset.ts'
import { toName } from './found-experiment.ts'
import {
  type AskingRequest,
  annotationRequest,
  type EvaluationRequest,
  evaluationRequest,
  inferenceRequest,
} from './job-request.ts'
import { keep } from './kept.ts'
import { chooseMetrics, scoring } from './metric-name.ts'
import { choose } from './model-choice.ts'
import { hasSecret } from './secret.ts'
import { defaultPrompt, type TaskDefinition, toTask } from './task.ts'

/** Has a model answer the examples of a dataset, and nothing scored. */
export async function createInference(asked: Asked): Promise<Run> {
  return ask(asked, 'inference', parse(inferenceRequest, asked.request.body, 'body'))
}

/** Has a model write the references of a dataset. */
export async function createAnnotation(asked: Asked): Promise<Run> {
  return ask(asked, 'annotate', parse(annotationRequest, asked.request.body, 'body'))
}

async function ask(asked: Asked, kind: 'inference' | 'annotate', input: AskingRequest): Promise<Run> {
  const { name, description, job_config: config } = input
  await requireSecret(asked, name, config.secret_key_name)
  const dataset = await findDataset(asked, input.dataset)
  const task = toTask(config.task_definition)
  const system_prompt = config.system_prompt ?? (await defaultPrompt(asked, task)) ?? null
  const model = await choose(asked, { ...config, system_prompt })
  if (!model) {
    throw new Refusal(
      400,
      `Cannot create job '${name}': No base_url is given, and the provider '${config.provider}' is not known.`,
    )
  }
  const kept: Parameters<typeof keep>[0] = {
    ...{ kind, name, description, model: config.model, system_prompt },
    ...{ metrics: [], left_out: [], config: askingConfig(input, system_prompt) },
  }
  const { max_samples } = input
  if (config.store_to_dataset)
    return annotate(asked, { dataset, task, model, kept, max_samples, column: config.output_field })
  return submit(asked, {
    ...{ name, dataset_id: dataset.id, task: config.task_definition, max_samples },
    ...{ models: [{ ...model, name: toName(name) }], scoring: { metrics: [] }, kept },
  })
}

interface Writing {
  readonly dataset: Dataset
  readonly task: Task
  readonly model: InputOf<'datasets.annotate'>['model']
  readonly kept: Parameters<typeof keep>[0]
  readonly max_samples: number
  readonly column: string | null
}

/** What the model answers becomes a column of a new dataset. */
async function annotate({ platform, request }: Asked, writing: Writing): Promise<Run> {
  const { dataset, task, model, kept, max_samples, column } = writing
  const run = platform.call(request, 'datasets.annotate', {
    ...{ dataset_id: dataset.id, task, model, metadata: keep(kept), force_rerun: true },
    max_samples: max_samples > 0 ? max_samples : null,
    columns: { input: 'examples', reference: column ?? 'predictions' },
  })
  return saying(run, refusals(kept.name))
}

/** Scores the predictions that a dataset has. */
export async function createEvaluation(asked: Asked): Promise<Run> {
  const input: EvaluationRequest = parse(evaluationRequest, asked.request.body, 'body')
  const { name, description, max_samples, job_config: config } = input
  await requireSecret(asked, name, config.secret_key_name)
  const dataset = await findDataset(asked, input.dataset)
  const { task } = config.task_definition
  const metrics = await chooseMetrics(asked, { ...config, given: config.metrics, task })
  return submit(asked, {
    ...{ name, dataset_id: dataset.id, task: config.task_definition, max_samples },
    models: [{ provider: 'dataset', column: 'predictions', name: toName(name) }],
    scoring: scoring(metrics),
    kept: {
      ...{ kind: 'evaluator', name, description, model: null, system_prompt: null },
      ...{ metrics: metrics.asked, left_out: metrics.left_out },
      config: {
        evaluation: {
          metrics: metrics.asked,
          ...{ llm_as_judge: config.llm_as_judge, max_samples },
          ...{ return_input_data: true, return_predictions: true },
        },
        ...{ predictions_field: 'predictions', max_samples },
      },
    },
  })
}

async function requireSecret(asked: Asked, job: string, name: string | null): Promise<void> {
  if (name === null || (await hasSecret(asked, name))) return
  throw new Refusal(400, `Cannot create job '${job}': Requested secret key '${name}' is not configured.`)
}

interface Submission {
  readonly name: string
  readonly dataset_id: string
  readonly task: TaskDefinition
  readonly max_samples: number
  readonly models: NonNullable<InputOf<'experiments.evaluate'>['models']>
  readonly scoring: Pick<InputOf<'experiments.evaluate'>, 'metrics' | 'judge_model'>
  readonly kept: Parameters<typeof keep>[0]
}

/** A run of its own, in an experiment that is in nobody's way. */
async function submit({ platform, request }: Asked, submission: Submission): Promise<Run> {
  const { name, dataset_id, task, max_samples, models, scoring, kept } = submission
  const columns = { input: 'examples' }
  const experiment: Experiment = await platform.call(request, 'experiments.create', {
    ...{ name: toName(name), dataset_id, columns, archived: true },
    task: toTask(task),
  })
  const run = platform.call(request, 'experiments.evaluate', {
    ...{ experiment_id: experiment.id, models, ...scoring, metadata: keep(kept) },
    max_samples: max_samples > 0 ? max_samples : null,
  })
  const told = saying(run, refusals(name))
  const { items } = await told.catch(async (error: unknown) => {
    await platform.call(request, 'experiments.delete', { experiment_id: experiment.id })
    throw error
  })
  const [made] = items
  if (!made) throw new TypeError('an evaluation of one model is one run')
  return made
}

/** What we refuse at once fails there when it is too late. */
function refusals(name: string) {
  const refused = ({ message }: DomainError) => new Refusal(400, `Cannot create job '${name}': ${message}`)
  return {
    ...{ MODEL_UNKNOWN: refused, COLUMN_MISSING: refused, COLUMN_EMPTY: refused },
    ...{ COLUMN_UNKNOWN: refused, INPUT_INVALID: refused },
  }
}

function askingConfig({ max_samples, batch_size, job_config }: AskingRequest, system_prompt: string | null) {
  const { model, provider, base_url, task_definition, generation_config, output_field, store_to_dataset } = job_config
  const { revision, use_fast, trust_remote_code, torch_dtype, accelerator } = job_config
  const isLocal = provider === 'hf'
  return {
    job: { max_samples, batch_size, output_field: output_field ?? 'predictions', enable_tqdm: true },
    ...{ system_prompt, task_definition: { ...task_definition }, generation_config, store_to_dataset },
    inference_server: isLocal ? null : { base_url, model, provider, max_retries: 3 },
    hf_pipeline: isLocal
      ? {
          model_name_or_path: model,
          task: task_definition.task,
          revision: revision ?? 'main',
          ...{ use_fast, trust_remote_code, torch_dtype },
          accelerator: accelerator ?? 'auto',
          truncation: true,
        }
      : null,
    max_samples,
    model_name_or_path: model,
  }
}
