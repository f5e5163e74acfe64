import type { RunDetail } from '@assay/schemas'
import { parse, Refusal, saying } from '../error.ts'
import { body, dashed, defaulting, nullable, positiveInteger, text, texts, truth } from '../lax.ts'
import type { AddRoute, Asked } from '../routes.ts'
import { findExperiment, maxSamplesOf, toName } from './found-experiment.ts'
import { judge } from './judge.ts'
import { keep, keptWith } from './kept.ts'
import { logOfRun } from './log.ts'
import { chooseMetrics, scoring } from './metric-name.ts'
import { choose, generationConfig } from './model-choice.ts'
import { notFound } from './not-found.ts'
import { hasSecret } from './secret.ts'
import { signedUrls } from './signed-url.ts'
import { defaultPrompt, toTaskDefinition } from './task.ts'
import { compiledPath, toWorkflowResponse, toWorkflows, workflowId } from './workflow-view.ts'

const given = body({
  name: text,
  description: defaulting(text, ''),
  experiment_id: nullable(text),
  model: text,
  provider: text,
  secret_key_name: nullable(text),
  batch_size: defaulting(positiveInteger, 1),
  base_url: nullable(text),
  system_prompt: defaulting(text, ''),
  inference_output_field: defaulting(text, 'predictions'),
  config_template: nullable(text),
  generation_config: generationConfig,
  job_timeout_sec: defaulting(positiveInteger, 3_600),
  metrics: nullable(texts),
  llm_as_judge: judge,
})

/** The jobs of a workflow: the time that is given is for each. */
const jobs = 2

export function addWorkflowRoutes(add: AddRoute): void {
  add('POST', '/api/v1/workflows/', async (asked) => {
    const workflow = await create(asked)
    asked.reply.code(201)
    return workflow
  })
  add('GET', '/api/v1/workflows/:workflow_id', async (asked) => {
    const { jobs: all, ...run } = await findRun(asked)
    const [workflow] = await toWorkflows(asked, [{ run, jobs: all }])
    return workflow
  })
  add('GET', '/api/v1/workflows/:workflow_id/logs', async (asked) => ({
    logs: await logOfRun(asked, await findRun(asked)),
  }))
  add('GET', '/api/v1/workflows/:workflow_id/result/download', async (asked) => {
    const run = await findRun(asked)
    if (run.state !== 'succeeded')
      throw new Refusal(404, `Workflow download not available: Workflow ${workflowId(run.id)}`)
    const [url] = await signedUrls(asked, [compiledPath(run)])
    return asked.reply.type('application/json').send(JSON.stringify(url))
  })
  add('DELETE', '/api/v1/workflows/:workflow_id', remove)
}

async function create(asked: Asked) {
  const { platform, request } = asked
  const input = parse(given, request.body, 'body')
  const { name } = input
  const unknown = new Refusal(400, `Cannot create workflow '${name}': No experiment found.`)
  const experiment = await findExperiment(asked, input.experiment_id ?? '', unknown)
  const { secret_key_name, metrics: named } = input
  const cannot = (why: string) =>
    new Refusal(400, `Cannot create workflow '${name}' for experiment '${experiment.name}': ${why}`)
  if (secret_key_name !== null && !(await hasSecret(asked, secret_key_name))) {
    throw cannot(`Requested secret key '${secret_key_name}' is not configured.`)
  }
  const system_prompt = input.system_prompt === '' ? await defaultPrompt(asked, experiment.task) : input.system_prompt
  if (system_prompt === undefined)
    throw new Refusal(400, `Default system_prompt not available for ${experiment.task.type}`)
  const model = await choose(asked, { ...input, system_prompt })
  if (!model) throw cannot(`No base_url is given, and the provider '${input.provider}' is not known.`)
  const { llm_as_judge } = input
  const task = experiment.task.type
  const metrics = await chooseMetrics(asked, { given: named, task, llm_as_judge, secret_key_name })
  const max_samples = maxSamplesOf(experiment)
  const { items } = await saying(
    platform.call(request, 'experiments.evaluate', {
      experiment_id: experiment.id,
      models: [{ ...model, name: toName(name) }],
      ...scoring(metrics),
      max_samples: max_samples > 0 ? max_samples : null,
      deadline_at: new Date(Date.now() + input.job_timeout_sec * jobs * 1000).toISOString(),
      metadata: keep({
        ...{ kind: 'workflow', name, description: input.description, model: input.model, system_prompt },
        metrics: metrics.asked,
        left_out: metrics.left_out,
        config: configOf(input, { max_samples, task_definition: toTaskDefinition(experiment.task), system_prompt }),
      }),
    }),
    {
      MODEL_UNKNOWN: ({ message }) => cannot(message),
      COLUMN_MISSING: ({ message }) => cannot(message),
      COLUMN_EMPTY: ({ message }) => cannot(message),
      INPUT_INVALID: ({ message }) => cannot(message),
    },
  )
  const [run] = items
  if (!run) throw new TypeError('an evaluation of one model is one run')
  return { ...toWorkflowResponse(run), status: 'created' }
}

function configOf(
  { batch_size, inference_output_field: output_field, ...input }: ReturnType<typeof parseGiven>,
  told: { readonly max_samples: number; readonly task_definition: object; readonly system_prompt: string },
) {
  const { base_url, model, provider, generation_config, llm_as_judge } = input
  const { max_samples, task_definition, system_prompt } = told
  const server = { base_url, model, provider, max_retries: 3 }
  return {
    job: { max_samples, batch_size, output_field, enable_tqdm: true },
    ...{ system_prompt, task_definition: { ...task_definition }, generation_config, llm_as_judge },
    inference_server: provider === 'hf' ? null : server,
    hf_pipeline:
      provider === 'hf'
        ? { model_name_or_path: model, task: 'task' in task_definition ? String(task_definition.task) : '' }
        : null,
    max_samples,
    model_name_or_path: model,
  }
}

function parseGiven(value: unknown) {
  return parse(given, value, 'body')
}

async function findRun({ platform, request }: Asked): Promise<RunDetail> {
  const { workflow_id } = parse(body({ workflow_id: text }), request.params, 'path')
  const absent = () => notFound('Workflow', workflow_id)
  if (!/^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i.test(workflow_id)) throw absent()
  const run = await saying(platform.call(request, 'runs.get', { run_id: dashed(workflow_id) }), {
    RUN_NOT_FOUND: absent,
  })
  const { user_id } = await platform.contextOf(request).authenticate()
  if (run.owner_id !== user_id || run.experiment_id === null || keptWith(run).kind !== 'workflow') throw absent()
  return run
}

async function remove(asked: Asked) {
  const { platform, request } = asked
  const { force } = parse(body({ force: defaulting(truth, false) }), request.query, 'query')
  const run = await findRun(asked)
  const run_id = run.id
  if (run.jobs_open > 0) {
    if (!force) throw new Refusal(400, 'Cannot delete a running workflow')
    await platform.call(request, 'runs.stop', { run_id })
    await platform.call(request, 'runs.get', { run_id, wait_seconds: 60 })
  }
  await platform.call(request, 'runs.delete', { run_id })
  const nothing = { jobs: null, metrics: null, parameters: null, artifacts_download_url: null }
  return { ...toWorkflowResponse(run), ...nothing }
}
