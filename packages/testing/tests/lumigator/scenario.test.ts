import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ModelEndpoint, newsCsv, type Platform, startModelEndpoint, startPlatform } from '../../src/index.ts'
import { type Answer, type Client, clientOf, textIn } from './client.ts'

let platform: Platform
let endpoint: ModelEndpoint
let client: Client

beforeAll(async () => {
  platform = await startPlatform()
  endpoint = await startModelEndpoint(({ prompt }) => `${prompt.split('.')[0]}.`)
  client = clientOf(platform, platform.user)
})

afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await endpoint[Symbol.asyncDispose]()
})

async function create(path: string, body: object): Promise<Answer['json']> {
  const { status, json } = await client.ask('POST', `/api/v1/${path}/`, body)
  expect([status, json]).toMatchObject([201, { id: expect.any(String) }])
  return json
}

/** Of a job, and of the run that it belongs to. */
async function ended(job_id: string): Promise<Answer['json']> {
  const { run_id } = await platform.client.jobs.get(job_id)
  await platform.client.runs.wait(run_id)
  return (await client.ask('GET', `/api/v1/jobs/${job_id}`)).json
}

async function workflowEnded(id: string): Promise<Answer['json']> {
  await platform.client.runs.wait(id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'))
  return (await client.ask('GET', `/api/v1/workflows/${id}`)).json
}

it('goes from a file to references, three models and their comparison, with the numbers that we have ourselves', {
  timeout: 60_000,
}, async () => {
  const csv = newsCsv(6)
    .replaceAll(/",".*"$/gm, '"')
    .replace('examples,ground_truth', 'examples')
  const uploaded = textIn((await client.upload(csv, 'news.csv')).json, 'id')
  const asking = {
    model: 'm',
    provider: 'openai',
    base_url: endpoint.base_url,
    system_prompt: 'Say the first sentence.',
  }
  const annotation = await create('jobs/annotate', { name: 'refs', dataset: uploaded, job_config: asking })
  expect(annotation).toMatchObject({ job_type: 'annotate', status: 'created', experiment_id: null })
  const job_id = textIn(annotation, 'id')
  expect(await ended(job_id)).toMatchObject({ status: 'succeeded', metadata: { job_type: 'annotate' } })
  const { json: dataset } = await client.ask('GET', `/api/v1/jobs/${job_id}/dataset`)
  expect(dataset).toMatchObject({ ground_truth: true, generated: true, generated_by: 'm', run_id: job_id })
  expect(dataset).toMatchObject({ filename: 'news-annotated.csv' })
  const { json: link } = await client.ask('GET', `/api/v1/jobs/${job_id}/result/download`)
  const written = await (await fetch(textIn(link, 'download_url'))).json()
  const [, ...others] = Array.from({ length: 6 }, () => expect.any(String))
  const ground_truth = ['The harbour number 0 reopens after a long repair.', ...others]
  expect(written).toMatchObject({ artifacts: { predictions: null, model: 'm', ground_truth } })

  const experiment = await create('experiments', { name: 'news', dataset: dataset['id'], max_samples: 4 })
  const experiment_id = textIn(experiment, 'id')
  const models = [
    { model: 'lead-1', provider: 'assay' },
    { model: 'lead-3', provider: 'assay' },
    { model: 'm', provider: 'openai', base_url: endpoint.base_url, generation_config: { temperature: '0' } },
  ]
  const metrics = ['rouge', 'meteor', 'bleu', 'token_length', 'blue', 'bertscore']
  for (const model of models) {
    const made = await create('workflows', { ...model, name: model.model, experiment_id, metrics })
    expect(made).toMatchObject({ status: 'created', experiment_id, model: model.model, updated_at: null })
    const id = textIn(made, 'id')
    expect(id).toMatch(/^[0-9a-f]{32}$/)
    const details = await workflowEnded(id)
    expect(details).toMatchObject({ status: 'succeeded', metrics: { rouge_rouge1_mean: expect.any(Number) } })
    const { json: whole } = await client.ask('GET', `/api/v1/experiments/${experiment_id}`)
    const workflows = Array.isArray(whole['workflows']) ? whole['workflows'] : []
    const address = { artifacts_download_url: expect.stringContaining('/compiled.json?') }
    expect(workflows[0]).toEqual({ ...details, ...address })
  }

  const { items } = await platform.client.runs.list({ experiment_id })
  for (const run of items) {
    const id = run.id.replaceAll('-', '')
    const { json } = await client.ask('GET', `/api/v1/workflows/${id}`)
    const detail = await platform.client.runs.get(run.id)
    const evaluation = detail.jobs.find((job) => job.kind === 'evaluation')?.result
    const estimate = (score: string) => evaluation?.scores[score]?.estimate ?? Number.NaN
    expect(json['metrics']).toMatchObject({
      rouge_rougeL_mean: Math.round(estimate('rougeL') * 1000) / 1000,
      meteor_meteor_mean: Math.round(estimate('meteor') * 1000) / 1000,
      bleu_bleu_mean: Math.round(estimate('bleu_hf') * 1000) / 1000,
      token_length_pred_token_length_mean: Math.round(estimate('pred_token_length') * 1000) / 1000,
    })
    const { text } = await client.ask('GET', `/api/v1/workflows/${id}/result/download`)
    const compiled = await (await fetch(JSON.parse(text))).json()
    const examples = (await platform.client.runs.examples(run.id, { limit: 10 })).items
    expect(compiled).toMatchObject({
      metrics: {
        ...{ bertscore: null, comet: null, g_eval_summarization: null },
        rouge: { rougeL: examples.map(({ scores }) => scores['rougeL']), rougeL_mean: estimate('rougeL') },
      },
      artifacts: {
        predictions: examples.map(({ prediction }) => prediction),
        examples: examples.map(({ input }) => input),
        ...{ inference_time: expect.any(Number), evaluation_time: expect.any(Number) },
      },
    })
    expect(examples).toHaveLength(4)
  }

  const [last] = items
  const { json: logs } = await client.ask('GET', `/api/v1/workflows/${last?.id.replaceAll('-', '')}/logs`)
  const [inference = '', evaluation = ''] = textIn(logs, 'logs').split(`\n${'='.repeat(16)}\n`)
  expect(inference).toContain('Inference results stored at ')
  expect(evaluation).toMatch(/The metric blue is left out.*Storing evaluation results to .*results for S3 to /s)

  expect((await client.ask('DELETE', `/api/v1/datasets/${dataset['id']}`)).status).toBe(204)
  expect((await client.ask('GET', `/api/v1/datasets/${dataset['id']}`)).status).toBe(404)
  expect((await client.ask('DELETE', `/api/v1/experiments/${experiment_id}`)).status).toBe(200)
  for (const run of items) expect((await client.ask('GET', `/api/v1/workflows/${run.id}`)).status).toBe(404)
  await expect(platform.client.datasets.get(textIn(dataset, 'id'))).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' })
})

it('has a model answer, and scores what it answered, as two jobs of their own', async () => {
  const dataset = textIn((await client.upload(newsCsv(3), 'three.csv')).json, 'id')
  const config = { model: 'lead-1', provider: 'assay', store_to_dataset: true }
  const inference = await create('jobs/inference', { name: "it's", dataset, max_samples: 2, job_config: config })
  const job_id = textIn(inference, 'id')
  expect(await ended(job_id)).toMatchObject({
    ...{ name: "it's", status: 'succeeded', job_type: 'inference', submission_id: job_id, type: 'SUBMISSION' },
    config: { max_samples: 2, model_name_or_path: 'lead-1', dataset: { id: dataset, name: 'three.csv' } },
  })
  const { json: ray } = await client.ask('GET', `/api/jobs/${job_id}`)
  expect(ray).toMatchObject({ status: 'SUCCEEDED', submission_id: job_id })
  const { json: predicted } = await client.ask('GET', `/api/v1/jobs/${job_id}/dataset`)
  const job_config = { job_type: 'evaluator', metrics: ['rouge', 'nothing'] }
  const evaluation = await create('jobs/evaluator', { name: 'ev', dataset: predicted['id'], job_config })
  const evaluation_id = textIn(evaluation, 'id')
  expect(await ended(evaluation_id)).toMatchObject({ status: 'succeeded', job_type: 'evaluator' })
  const { json: link } = await client.ask('GET', `/api/v1/jobs/${evaluation_id}/result/download`)
  const result = await (await fetch(textIn(link, 'download_url'))).json()
  expect(result).toMatchObject({
    metrics: { rouge: { rouge1: [expect.any(Number), expect.any(Number)] }, meteor: null },
  })
  const { json: none } = await client.ask('GET', `/api/v1/jobs/${evaluation_id}/dataset`)
  expect(none).toEqual({ detail: `Dataset not available: not found using job ID: ${evaluation_id}` })
  const { json: evaluations } = await client.ask('GET', '/api/v1/jobs/?job_types=evaluator&job_types=nothing')
  expect(evaluations).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ id: evaluation_id })]) })
  expect((await client.ask('GET', '/api/v1/jobs/?job_types=nothing')).json).toEqual({ total: 0, items: [] })
})

it('refuses jobs whose secret or dataset is not there, and lists the others all the same', async () => {
  const dataset = textIn((await client.upload(newsCsv(1), 'one.csv')).json, 'id')
  const unknown = 'd34dbeef-4bea-4d19-ad06-214202165812'
  const job_config = { model: 'm', provider: 'openai', secret_key_name: 'openai_api_key' }
  const secret = await client.ask('POST', '/api/v1/jobs/inference/', { name: 'n', dataset, job_config })
  const detail = "Cannot create job 'n': Requested secret key 'openai_api_key' is not configured."
  expect([secret.status, secret.json]).toEqual([400, { detail }])
  const absent = await client.ask('POST', '/api/v1/jobs/annotate/', { name: 'n', dataset: unknown, job_config: {} })
  expect([absent.status, absent.json]).toEqual([404, { detail: `Dataset with ID ${unknown} not found` }])
  expect((await client.ask('GET', '/api/v1/jobs/')).status).toBe(200)
  const experiment = await create('experiments', { name: 'by name', dataset })
  const workflow = { name: 'w', experiment_id: experiment['id'], model: 'm', provider: 'openai' }
  const refused = await client.ask('POST', '/api/v1/workflows/', { ...workflow, secret_key_name: 'x' })
  const because = "Cannot create workflow 'w' for experiment 'by name': Requested secret key 'x' is not configured."
  expect([refused.status, refused.json]).toEqual([400, { detail: because }])
  const generation = { name: 'g', dataset, task_definition: { task: 'text-generation' } }
  const { id: experiment_id } = await create('experiments', generation)
  const prompt = await client.ask('POST', '/api/v1/workflows/', { ...workflow, experiment_id })
  expect([prompt.status, prompt.json]).toEqual([
    400,
    { detail: 'Default system_prompt not available for text-generation' },
  ])
})

it('stops what takes too long: the workflow has failed, and its jobs are stopped', async () => {
  await using silent = await startModelEndpoint(() => new Promise(() => {}))
  const dataset = textIn((await client.upload(newsCsv(1), 'slow.csv')).json, 'id')
  const { id: experiment_id } = await create('experiments', { name: 'slow', dataset })
  const workflow = { name: 'slow', experiment_id, model: 'm', provider: 'openai', base_url: silent.base_url }
  const id = textIn(await create('workflows', { ...workflow, job_timeout_sec: 1 }), 'id')
  const refused = await client.ask('DELETE', `/api/v1/workflows/${id}`)
  expect([refused.status, refused.json]).toEqual([400, { detail: 'Cannot delete a running workflow' }])
  const details = await workflowEnded(id)
  expect(details).toMatchObject({ status: 'failed', artifacts_download_url: null, jobs: [{ id: expect.any(String) }] })
  const { json: early } = await client.ask('GET', `/api/v1/workflows/${id}/result/download`)
  expect(early).toEqual({ detail: `Workflow download not available: Workflow ${id}` })
  const [job] = Array.isArray(details['jobs']) ? details['jobs'] : []
  expect((await client.ask('GET', `/api/v1/jobs/${job.id}`)).json).toMatchObject({ status: 'stopped' })
  expect((await client.ask('DELETE', `/api/v1/workflows/${id}?force=yes`)).json).toMatchObject({
    jobs: null,
    metrics: null,
  })
})

it('runs an experiment as it was written when each was one job', async () => {
  const dataset = textIn((await client.upload(newsCsv(2), 'old.csv')).json, 'id')
  const made = await create('experiments', { name: 'old', model: 'assay://lead-1', dataset, max_samples: null })
  expect(made).toMatchObject({ status: 'created', name: 'old', description: '', updated_at: null })
  const id = textIn(made, 'id')
  const { items } = await platform.client.runs.list({ experiment_id: id })
  await platform.client.runs.wait(items[0]?.id ?? '')
  expect((await client.ask('GET', `/api/v1/experiments/${id}/result`)).json).toMatchObject({ experiment_id: id })
  const { json } = await client.ask('GET', `/api/v1/experiments/${id}/result/download`)
  expect(textIn(json, 'download_url')).toContain('/eval_results.json?')
  const result = await (await fetch(textIn(json, 'download_url'))).json()
  expect(result).toMatchObject({ rouge: { rouge1_mean: expect.any(Number) }, bertscore: null, model: 'assay://lead-1' })
  expect(JSON.parse((await client.ask('GET', `/api/v1/experiments/${id}/jobs`)).text)).toHaveLength(2)
  const jobs = JSON.parse((await client.ask('GET', '/api/v1/health/jobs/')).text)
  expect(jobs[0]).toMatchObject({ type: 'SUBMISSION', status: 'SUCCEEDED' })
})
