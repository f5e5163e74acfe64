import type { Experiment, Run } from '@assay/schemas'
import { parse, Refusal } from '../../error.ts'
import { body, defaulting, integer, nullable, text, uuid } from '../../lax.ts'
import type { AddRoute, Asked } from '../../routes.ts'
import { findDataset } from '../dataset.ts'
import { findExperiment, toName } from '../found-experiment.ts'
import { keep } from '../kept.ts'
import { chooseMetrics, scoring } from '../metric-name.ts'
import { choose, generationConfig } from '../model-choice.ts'
import { signedUrls } from '../signed-url.ts'
import { workflowStatus } from '../state.ts'
import { defaultPrompt } from '../task.ts'
import { modelOf } from './model-address.ts'

const given = body({
  name: text,
  description: defaulting(text, ''),
  model: text,
  dataset: uuid,
  max_samples: nullable(integer),
  model_url: nullable(text),
  system_prompt: nullable(text),
  config_template: nullable(text),
})

const ref = body({ experiment_id: text })
const metrics = ['rouge', 'meteor', 'bertscore']

/** Experiments of the time when each was one job. */
export function addOldExperimentRoutes(add: AddRoute): void {
  add('GET', '/api/v1/experiments/:experiment_id/jobs', async (asked) => {
    const { experiment } = await findOld(asked)
    const { items } = await asked.platform.call(asked.request, 'jobs.list', {
      experiment_id: experiment.id,
      limit: 200,
    })
    return items.map(({ id }) => id)
  })
  add('GET', '/api/v1/experiments/:experiment_id/result', async (asked) => {
    const { run } = await findFinished(asked)
    return { id: run.id, experiment_id: run.experiment_id }
  })
  add('GET', '/api/v1/experiments/:experiment_id/result/download', async (asked) => {
    const { experiment, run } = await findFinished(asked)
    const path = `/experiments/results/${encodeURIComponent(experiment.name)}/${run.id}/eval_results.json`
    const [download_url] = await signedUrls(asked, [path])
    return { id: experiment.id, download_url }
  })
}

/** Whether it is a request of that time: a model was named with the experiment. */
export function isOldRequest(sent: unknown): boolean {
  return typeof sent === 'object' && sent !== null && 'model' in sent
}

export async function createOldExperiment(asked: Asked) {
  const { platform, request } = asked
  const input = parse(given, request.body, 'body')
  const { name, description } = input
  const dataset = await findDataset(asked, input.dataset)
  const task = { type: 'summarization' } as const
  const { system_prompt: said, max_samples, model_url } = input
  const system_prompt = said ?? (await defaultPrompt(asked, task)) ?? null
  const named = { ...modelOf(input.model, model_url), secret_key_name: null, system_prompt }
  const model = await choose(asked, { ...named, generation_config: generationConfig.parse({}) })
  if (!model) throw new Refusal(400, `Cannot create experiment '${name}': the model '${input.model}' is not known.`)
  const chosen = await chooseMetrics(asked, { given: metrics, task: task.type })
  const experiment = await platform.call(request, 'experiments.create', {
    ...{ name: toName(name), description, dataset_id: dataset.id, task, columns: { input: 'examples' } },
    metadata: { lumigator: { max_samples: max_samples ?? -1 } },
  })
  const { items } = await platform.call(request, 'experiments.evaluate', {
    experiment_id: experiment.id,
    models: [{ ...model, name: toName(name) }],
    ...scoring(chosen),
    max_samples: max_samples !== null && max_samples > 0 ? max_samples : null,
    metadata: keep({
      ...{ kind: 'workflow', name, description, model: input.model, system_prompt },
      ...{ metrics: chosen.asked, left_out: chosen.left_out, config: {} },
    }),
  })
  return toOldExperiment(experiment, items[0])
}

function toOldExperiment({ id, name, description, created_at }: Experiment, run: Run | undefined) {
  const status = run ? workflowStatus(run) : 'created'
  return { id, name, description, status, created_at, updated_at: run?.finished_at ?? null }
}

async function findOld(asked: Asked) {
  const { platform, request } = asked
  const { experiment_id } = parse(ref, request.params, 'path')
  const absent = new Refusal(404, `Experiment ${experiment_id} not found.`)
  const experiment = await findExperiment(asked, experiment_id, absent)
  const { items } = await platform.call(request, 'runs.list', { experiment_id: experiment.id, limit: 200 })
  return { experiment, run: items.at(-1) }
}

async function findFinished(asked: Asked) {
  const { experiment, run } = await findOld(asked)
  if (run?.state === 'succeeded') return { experiment, run }
  const { status } = toOldExperiment(experiment, run)
  throw new Refusal(404, `No result available for experiment '${experiment.name}' (status = '${status}').`)
}
