import { expect, it } from 'vitest'
import {
  newsCsv,
  type Platform,
  type SpawnedProgram,
  spawnProgram,
  startModelEndpoint,
  startPlatform,
} from '../src/index.ts'

const count = 24

/** A worker in a process of its own, with a lease of seconds, so that its death is soon known. */
function spawnWorker(platform: Platform): SpawnedProgram {
  return spawnProgram('packages/testing/src/worker-main.ts', {
    env: {
      ASSAY_DATABASE_URL: platform.database_url,
      ASSAY_STORAGE_URL: platform.storage_url,
      ASSAY_SECRET_KEY: platform.secret_key,
    },
  })
}

async function addExperiment({ client }: Platform): Promise<string> {
  const dataset = await client.datasets.upload(new Blob([newsCsv(count)]), { filename: 'news.csv' })
  const task = { type: 'summarization' } as const
  return (await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })).id
}

it('finishes a run whose worker was killed in the middle of inference, without asking again for what it has', async () => {
  const open = Promise.withResolvers<void>()
  await using endpoint = await startModelEndpoint(async ({ prompt, asked_before }) => {
    if (!/number [0-9] /.test(prompt) && asked_before === 0) await open.promise
    return `About ${prompt.length} characters.`
  })
  await using platform = await startPlatform({ worker: false })
  await using doomed = spawnWorker(platform)
  await doomed.says(/worker .* has/)
  const id = await addExperiment(platform)
  const models = [{ provider: 'openai-compatible' as const, model: 'slow', base_url: endpoint.base_url }]
  const [run] = await platform.client.experiments.evaluate(id, { models })
  if (!run) throw new Error('there is no run')
  const kept = () => platform.core.db.selectFrom('model_calls').select('key').execute()
  await expect.poll(async () => (await kept()).length, { timeout: 20_000 }).toBe(10)
  doomed.kill('SIGKILL')
  await doomed.exited
  const asked = endpoint.prompts.length
  open.resolve()
  await using _successor = spawnWorker(platform)
  const ended = await platform.client.runs.wait(run.id)
  expect(ended).toMatchObject({ state: 'succeeded', jobs: [{ attempt: 2 }, { attempt: 1 }] })
  expect(ended.jobs[0]?.result).toMatchObject({ examples: count, failed: 0 })
  const again = endpoint.prompts.slice(asked)
  const answered = new Set(endpoint.prompts.slice(0, asked).filter((prompt) => /number [0-9] /.test(prompt)))
  expect(again.filter((prompt) => answered.has(prompt))).toEqual([])
  const types: string[] = []
  for await (const event of platform.client.runs.events(run.id)) types.push(event.type)
  expect(types).toContain('job.lost')
})

it('finishes a run whose worker was killed in the middle of evaluation', async () => {
  await using platform = await startPlatform({ worker: false })
  await using doomed = spawnWorker(platform)
  const id = await addExperiment(platform)
  const [run] = await platform.client.experiments.evaluate(id, { models: ['lead-1'] })
  if (!run) throw new Error('there is no run')
  for await (const { type, data } of platform.client.runs.events(run.id)) {
    if (type === 'job.started' && data['name'] === 'evaluation') break
  }
  doomed.kill('SIGKILL')
  await doomed.exited
  await using _successor = spawnWorker(platform)
  const ended = await platform.client.runs.wait(run.id)
  expect(ended.state).toBe('succeeded')
  expect(ended.jobs[1]?.result).toMatchObject({ examples: count, failed: 0 })
})

it('drains on SIGTERM: what can end ends, and the rest is handed back without counting', async () => {
  const open = Promise.withResolvers<void>()
  await using endpoint = await startModelEndpoint(async () => {
    await open.promise
    return 'Done.'
  })
  await using platform = await startPlatform({ worker: false })
  await using leaving = spawnWorker(platform)
  const id = await addExperiment(platform)
  const models = [{ provider: 'openai-compatible' as const, model: 'slow', base_url: endpoint.base_url }]
  const [run] = await platform.client.experiments.evaluate(id, { models })
  if (!run) throw new Error('there is no run')
  await endpoint.seen(2)
  leaving.kill('SIGTERM')
  expect(await leaving.exited).toBe(0)
  const waiting = await platform.client.runs.get(run.id)
  expect(waiting.jobs[0]).toMatchObject({ state: 'queued', attempts_left: 3 })
  open.resolve()
  await using _successor = spawnWorker(platform)
  expect(await platform.client.runs.wait(run.id)).toMatchObject({ state: 'succeeded' })
})
