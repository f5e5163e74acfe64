import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ModelEndpoint, newsCsv, type Platform, startModelEndpoint, startPlatform } from '../../src/index.ts'
import { type Client, clientOf, textIn } from './client.ts'

let platform: Platform
let endpoint: ModelEndpoint
let client: Client
let dataset: string

beforeAll(async () => {
  platform = await startPlatform()
  endpoint = await startModelEndpoint(({ prompt }) => {
    const number = Number(/number (\d+)/.exec(prompt)?.[1] ?? 0)
    return prompt.includes('refused') ? 'No.' : `{"reason": "As the steps say.", "score": ${(number % 2) * 4 + 1}}`
  })
  client = clientOf(platform, platform.user)
  dataset = textIn((await client.upload(newsCsv(4), 'news.csv')).json, 'id')
})

afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await endpoint[Symbol.asyncDispose]()
})

const judged = () => ({ model_name: 'gemma3:27b', model_base_url: endpoint.base_url.replace('/v1', '') })

async function evaluated(more: object) {
  const experiment = await client.ask('POST', '/api/v1/experiments/', { name: 'judged', dataset })
  const asked = { name: 'w', model: 'lead-1', provider: 'assay', experiment_id: experiment.json['id'], ...more }
  const { status, json } = await client.ask('POST', '/api/v1/workflows/', asked)
  expect([status, json]).toMatchObject([201, { status: 'created' }])
  const id = textIn(json, 'id')
  await platform.client.runs.wait(id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'))
  return (await client.ask('GET', `/api/v1/workflows/${id}`)).json
}

async function compiled(id: string) {
  const { text } = await client.ask('GET', `/api/v1/workflows/${id}/result/download`)
  return (await fetch(JSON.parse(text))).json()
}

it('judges by G-Eval with the model that a request names, and tells scores with reasons', async () => {
  const metrics = ['rouge', 'g_eval_summarization', 'g_eval_translation_noref']
  const workflow = await evaluated({ metrics, llm_as_judge: judged() })
  expect(workflow).toMatchObject({
    status: 'succeeded',
    jobs: [{}, {}],
    metrics: {
      rouge_rouge1_mean: expect.any(Number),
      g_eval_summarization_coherence_mean: 0.5,
      g_eval_summarization_relevance_mean: 0.5,
      g_eval_translation_noref_fluency_mean: 0.5,
    },
  })
  const file = await compiled(textIn(workflow, 'id'))
  const reason = 'As the steps say.'
  expect(file).toMatchObject({
    metrics: {
      g_eval_summarization: {
        fluency: [0, 1, 0, 1].map((score) => ({ score, reason })),
        ...{ fluency_mean: 0.5, coherence_mean: 0.5, consistency_mean: 0.5, relevance_mean: 0.5 },
      },
      g_eval_translation: null,
      g_eval_translation_noref: { consistency: expect.any(Array), consistency_mean: 0.5, fluency_mean: 0.5 },
    },
  })
})

it('leaves G-Eval out where nobody is configured to judge, and says so', async () => {
  const before = endpoint.prompts.length
  const workflow = await evaluated({ metrics: ['rouge', 'g_eval_summarization'] })
  expect(workflow['status']).toBe('succeeded')
  const { json: logs } = await client.ask('GET', `/api/v1/workflows/${workflow['id']}/logs`)
  expect(logs['logs']).toMatch(/The metric g_eval_summarization is left out: no model is configured to judge/)
  expect(await compiled(textIn(workflow, 'id'))).toMatchObject({ metrics: { g_eval_summarization: null } })
  expect(endpoint.prompts).toHaveLength(before)
})

it('takes for the usual judge what the caller has made of it, and tells in the log why a judge failed', async () => {
  const model = { provider: 'openai-compatible', model: 'refused', base_url: endpoint.base_url } as const
  await platform.client.models.put('openai/gpt-4o', { model })
  const csv = 'examples,ground_truth,predictions\nrefused. Twice.,a,refused.\n'
  const refused = textIn((await client.upload(csv, 'refused.csv')).json, 'id')
  const job_config = { job_type: 'evaluator', metrics: ['g_eval_summarization'] }
  const { json } = await client.ask('POST', '/api/v1/jobs/evaluator/', { name: 'e', dataset: refused, job_config })
  const { run_id } = await platform.client.jobs.get(textIn(json, 'id'))
  await platform.client.runs.wait(run_id)
  expect((await client.ask('GET', `/api/v1/jobs/${json['id']}`)).json).toMatchObject({ status: 'failed' })
  expect((await client.ask('GET', `/api/jobs/${json['id']}`)).json).toMatchObject({ status: 'FAILED' })
  const { json: logs } = await client.ask('GET', `/api/v1/jobs/${json['id']}/logs`)
  expect(logs['logs']).toContain('“No.”')
})
