import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type ModelEndpoint, newsCsv, type Platform, startModelEndpoint, startPlatform } from '../src/index.ts'

const count = 20

async function evaluateOn(platform: Platform, endpoint: ModelEndpoint, more: object = {}) {
  const assay = platform.client
  const dataset = await assay.datasets.upload(new Blob([newsCsv(count)]), { filename: 'news.csv' })
  const experiment = await assay.experiments.create({
    name: 'news',
    dataset_id: dataset.id,
    task: { type: 'summarization' },
  })
  const models = [{ provider: 'openai-compatible' as const, model: 'test', base_url: endpoint.base_url, ...more }]
  const [run] = await assay.experiments.evaluate(experiment.id, { models, metrics: ['rouge'] })
  if (!run) throw new Error('there is no run')
  return { experiment, run }
}

it('asks an OpenAI-compatible endpoint with the stored secret, and accounts tokens and cost', async () => {
  await using endpoint = await startModelEndpoint(({ authorization }) =>
    authorization === 'Bearer sesame' ? 'The harbour reopens.' : 'Who are you?',
  )
  await using platform = await startPlatform()
  await platform.client.secrets.put('door', 'sesame')
  const { run } = await evaluateOn(platform, endpoint, {
    secret: 'door',
    price: { input_per_million: 1, output_per_million: 2 },
  })
  const { jobs } = await platform.client.runs.wait(run.id)
  const [job] = jobs
  if (job?.kind !== 'inference') throw new Error('no inference')
  expect(job.result).toMatchObject({
    examples: count,
    failed: 0,
    input_tokens: count * 10,
    output_tokens: count * 5,
  })
  expect(job.result?.cost).toBeCloseTo((count * (10 * 1 + 5 * 2)) / 1e6, 12)
  const { items } = await platform.client.runs.examples(run.id, { limit: 1 })
  expect(items[0]?.prediction).toBe('The harbour reopens.')
  expect(JSON.stringify(await platform.client.runs.get(run.id))).not.toContain('sesame')
})

it('gets through 429 with Retry-After, 500, garbage, half answers and silence', async () => {
  await using endpoint = await startModelEndpoint(({ prompt, asked_before }, response) => {
    if (asked_before > 0) return 'The answer.'
    const kind = Number(/number (\d+)/.exec(prompt)?.[1]) % 6
    if (kind === 0) response.writeHead(429, { 'retry-after': '0' }).end()
    else if (kind === 1) response.writeHead(500).end('oops')
    else if (kind === 2) response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": [')
    else if (kind === 3) response.writeHead(200, { 'content-length': '500' }).write('{"id"', () => response.destroy())
    else if (kind === 4) response.destroy()
    else return 'The answer.'
    return undefined
  })
  await using platform = await startPlatform()
  const { run } = await evaluateOn(platform, endpoint)
  const ended = await platform.client.runs.wait(run.id)
  expect(ended.state).toBe('succeeded')
  expect(ended.jobs[0]?.result).toMatchObject({ examples: count, failed: 0 })
})

it('keeps answers and reasons that hold what Postgres does not take', async () => {
  await using endpoint = await startModelEndpoint(({ prompt }, response) => {
    if (prompt.includes('number 0 ')) return 'zero \0 byte'
    if (prompt.includes('number 1 ')) return 'half \ud83d of it'
    if (!prompt.includes('number 2 ')) return 'The harbour reopens.'
    const message = `${'x'.repeat(299)}${'😀'.repeat(30)}`
    response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message } }))
    return undefined
  })
  await using platform = await startPlatform()
  const { run } = await evaluateOn(platform, endpoint)
  const ended = await platform.client.runs.wait(run.id)
  expect(ended).toMatchObject({ state: 'succeeded', error: null })
  const { items } = await platform.client.runs.examples(run.id, { limit: 3 })
  expect(items.map(({ prediction }) => prediction)).toEqual(['zero \ufffd byte', 'half \ufffd of it', null])
  expect(items[2]?.error).toMatch(/x\ufffd…$/)
})

it('keeps which examples failed and why, and says so in the comparison', async () => {
  await using endpoint = await startModelEndpoint(({ prompt }, response) => {
    if (!prompt.includes('number 7 ')) return 'The harbour reopens.'
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"error": {"message": "not this one"}}')
    return undefined
  })
  await using platform = await startPlatform()
  const { experiment, run } = await evaluateOn(platform, endpoint)
  const ended = await platform.client.runs.wait(run.id)
  expect(ended.state).toBe('succeeded')
  expect(ended.jobs[1]?.result).toMatchObject({ examples: count - 1, failed: 1, failures: [{ examples: 1 }] })
  const { items } = await platform.client.runs.examples(run.id, { only_failed: true })
  expect(items).toMatchObject([{ example: 7, prediction: null, error: expect.stringContaining('400') }])
  const [lead] = await platform.client.experiments.evaluate(experiment.id, { models: ['lead-3'] })
  await platform.client.runs.wait(lead?.id ?? '')
  const comparison = await platform.client.experiments.compare(experiment.id)
  expect(comparison).toMatchObject({ examples: count - 1, left_out: 1 })
  expect(comparison.runs[0]).toMatchObject({ name: 'test', failed: 1 })
})

it('fails a job of which too many examples fail, and does not try it again', async () => {
  await using endpoint = await startModelEndpoint((_, response) => {
    response.writeHead(401, { 'content-type': 'application/json' }).end('{"error": {"message": "no key"}}')
    return undefined
  })
  await using platform = await startPlatform()
  const { run } = await evaluateOn(platform, endpoint)
  const ended = await platform.client.runs.wait(run.id)
  expect(ended).toMatchObject({ state: 'failed', error: { code: 'TOO_MANY_EXAMPLES_FAILED' } })
  expect(ended.jobs.map((job) => [job.state, job.attempt])).toEqual([
    ['failed', 1],
    ['skipped', 0],
  ])
  const retried = await platform.client.runs.retry(run.id)
  expect(retried.retry_of).toBe(run.id)
})

it('stops a run in the middle of its calls, and a retry asks only for what is missing', async () => {
  const slow = { ms: 200 }
  await using endpoint = await startModelEndpoint(async ({ prompt }) => {
    if (!/number [0-4] /.test(prompt)) await delay(slow.ms)
    return 'The harbour reopens.'
  })
  await using platform = await startPlatform()
  slow.ms = 60_000
  const { run } = await evaluateOn(platform, endpoint)
  await endpoint.seen(8)
  await platform.client.runs.stop(run.id)
  const stopped = await platform.client.runs.wait(run.id)
  expect(stopped.state).toBe('stopped')
  const before = endpoint.prompts.length
  slow.ms = 0
  const { id } = await platform.client.runs.retry(run.id)
  const ended = await platform.client.runs.wait(id)
  expect(ended.state).toBe('succeeded')
  const again = endpoint.prompts.slice(before)
  expect(again.some((prompt) => /number [0-3] /.test(prompt))).toBe(false)
  expect(new Set(endpoint.prompts).size).toBe(count)
})
