import type { EvaluateParams, RunDetail } from '@assay/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newsCsv, type Platform, spawnProgram, startModelEndpoint, startPlatform } from '../src/index.ts'

const count = 40
/** What the endpoint says of each call. */
const tokensOfCall = 15
const price = { input_per_million: 100_000, output_per_million: 100_000 }

let platform: Platform
let dataset_id = ''
let experiment_id = ''

beforeAll(async () => {
  platform = await startPlatform({ worker: false })
  await platform.addWorker()
  const { datasets, experiments } = platform.client
  dataset_id = (await datasets.upload(new Blob([newsCsv(count)]), { filename: 'news.csv' })).id
  experiment_id = (await experiments.create({ name: 'news', dataset_id, task: { type: 'summarization' } })).id
}, 60_000)
afterAll(() => platform[Symbol.asyncDispose]())

function modelAt(base_url: string, model: string) {
  return { provider: 'openai-compatible' as const, model, base_url, price }
}

async function evaluate(params: EvaluateParams): Promise<string> {
  const [run] = await platform.client.experiments.evaluate(experiment_id, params)
  if (!run) throw new Error('there is no run')
  return run.id
}

/** Waits until all that a run still has to do waits for more money. */
async function paused(run_id: string): Promise<RunDetail> {
  const { runs, jobs } = platform.client
  await expect
    .poll(
      async () => {
        const open = (await runs.get(run_id)).jobs.filter(({ state }) => state === 'queued' || state === 'running')
        const reasons = await Promise.all(open.map(async ({ id }) => (await jobs.get(id)).waiting?.reason))
        return reasons.length > 0 && reasons.every((reason) => reason === 'budget_reached')
      },
      { timeout: 20_000 },
    )
    .toBe(true)
  return runs.get(run_id)
}

async function eventsOf(run_id: string): Promise<string[]> {
  const items = await platform.core.db.selectFrom('events').select('type').where('run_id', '=', run_id).execute()
  return items.map(({ type }) => type)
}

it('pauses a run whose budget is spent, and goes on when it is raised, without asking anything twice', async () => {
  await using endpoint = await startModelEndpoint(() => 'An answer.')
  const { runs } = platform.client
  const run_id = await evaluate({ models: [modelAt(endpoint.base_url, 'paused')], budget: { cost: 15 } })
  const waiting = await paused(run_id)
  const asked = endpoint.prompts.length
  expect(asked).toBeLessThan(count)
  expect(asked).toBeGreaterThanOrEqual(10)
  expect(waiting).toMatchObject({ state: 'running', jobs: [{ state: 'queued', attempts_left: 3 }, {}] })
  expect(waiting.budget).toMatchObject({ limit: { cost: 15 }, spent: { tokens: asked * tokensOfCall } })
  expect(waiting.budget?.spent.cost).toBeCloseTo(asked * 1.5)
  expect(waiting.budget?.paused_at).not.toBeNull()

  expect((await runs.raiseBudget(run_id, { cost: 1 })).budget?.paused_at).not.toBeNull()
  const raised = await runs.raiseBudget(run_id, { cost: 1000 })
  expect(raised.budget).toMatchObject({ limit: { cost: 1000 }, paused_at: null })
  const ended = await runs.wait(run_id, { throwOnFailure: true })
  expect(ended.jobs[0]?.result).toMatchObject({ examples: count, failed: 0, cached: asked })
  expect(endpoint.prompts).toHaveLength(count)
  expect(await eventsOf(run_id)).toEqual(expect.arrayContaining(['run.paused', 'job.handed_back', 'run.resumed']))
})

it('keeps to one budget among jobs that spend at once: what is under way is all that is beyond it', async () => {
  await using endpoint = await startModelEndpoint(() => 'An answer.')
  const run_id = await evaluate({
    ...{ models: [modelAt(endpoint.base_url, 'repeated')], repeats: 3, seed: 5 },
    budget: { tokens: 30 * tokensOfCall },
  })
  const { budget } = await paused(run_id)
  const asked = endpoint.prompts.length
  expect(budget?.spent.tokens).toBe(asked * tokensOfCall)
  expect(asked).toBeLessThan(3 * count)
  expect((await eventsOf(run_id)).filter((type) => type === 'run.paused')).toHaveLength(1)
  const stopped = await platform.client.runs.stop(run_id)
  expect(stopped.state).toBe('stopped')
  expect(endpoint.prompts).toHaveLength(asked)
})

it('pauses judges too', async () => {
  await using endpoint = await startModelEndpoint(() => '{"reason": "Fine.", "score": 4}')
  const run_id = await evaluate({
    ...{ models: ['lead-1'], metrics: ['judge/g_eval_summarization'] },
    ...{ judge_model: modelAt(endpoint.base_url, 'judge'), budget: { tokens: 20 * tokensOfCall } },
  })
  const { jobs } = await paused(run_id)
  expect(jobs.map(({ kind, state }) => [kind, state])).toEqual([
    ['inference', 'succeeded'],
    ['judgement', 'queued'],
    ['evaluation', 'blocked'],
  ])
  await platform.client.runs.raiseBudget(run_id, { tokens: 1_000_000 })
  await platform.client.runs.wait(run_id, { throwOnFailure: true })
  expect(new Set(endpoint.prompts).size).toBe(endpoint.prompts.length)
})

it('pauses an annotation, also by the time that it takes', async () => {
  await using endpoint = await startModelEndpoint(() => 'An answer.')
  const { datasets, runs } = platform.client
  const run = await datasets.annotate(dataset_id, {
    ...{ model: modelAt(endpoint.base_url, 'annotator'), task: { type: 'summarization' } },
    budget: { seconds: 0.000_001 },
  })
  await paused(run.id)
  await runs.raiseBudget(run.id, { seconds: 1000 })
  await runs.wait(run.id, { throwOnFailure: true })
  expect(endpoint.prompts).toHaveLength(count)
})

it('refuses to limit the money of a model without a price', async () => {
  const model = { provider: 'openai-compatible' as const, model: 'free', base_url: 'http://127.0.0.1:9/v1' }
  await expect(evaluate({ models: [model], budget: { cost: 1 } })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
})

it('counts what a worker had spent that was killed', async () => {
  const open = Promise.withResolvers<void>()
  await using endpoint = await startModelEndpoint(async ({ prompt, asked_before }) => {
    if (!/number [0-9] /.test(prompt) && asked_before === 0) await open.promise
    return 'An answer.'
  })
  await using own = await startPlatform({ worker: false })
  const env = {
    ASSAY_DATABASE_URL: own.database_url,
    ASSAY_STORAGE_URL: own.storage_url,
    ASSAY_SECRET_KEY: own.secret_key,
  }
  await using doomed = spawnProgram('packages/testing/src/worker-main.ts', { env })
  await doomed.says(/worker .* has/)
  const { client, core } = own
  const { id } = await client.datasets.upload(new Blob([newsCsv(count)]), { filename: 'news.csv' })
  const task = { type: 'summarization' } as const
  const run = await client.datasets.annotate(id, {
    ...{ model: modelAt(endpoint.base_url, 'slow'), task, budget: { tokens: 12 * tokensOfCall } },
  })
  const kept = () => core.db.selectFrom('model_calls').select('key').execute()
  await expect.poll(async () => (await kept()).length, { timeout: 20_000 }).toBe(10)
  doomed.kill('SIGKILL')
  await doomed.exited
  open.resolve()
  expect((await client.runs.get(run.id)).budget?.spent.tokens).toBe(10 * tokensOfCall)
  await using _successor = spawnProgram('packages/testing/src/worker-main.ts', { env })
  await expect.poll(async () => (await client.runs.get(run.id)).budget?.paused_at, { timeout: 30_000 }).toBeTruthy()
  expect((await kept()).length).toBeLessThan(count)
  await client.runs.raiseBudget(run.id, { tokens: 1_000_000 })
  const ended = await client.runs.wait(run.id, { throwOnFailure: true })
  expect(ended.jobs[0]?.result).toMatchObject({ examples: count, failed: 0 })
}, 60_000)
