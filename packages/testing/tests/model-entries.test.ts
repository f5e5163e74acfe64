import { deleteModelCallsOfUser, newId } from '@assay/db'
import type { ModelChoice } from '@assay/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ModelEndpoint, type Platform, startModelEndpoint, startPlatform, type TestUser } from '../src/index.ts'

const rooms = new AsyncDisposableStack()
const keys = new Map<string, string>()
let platform: Platform
let endpoint: ModelEndpoint
let admin: TestUser

beforeAll(async () => {
  platform = rooms.use(await startPlatform())
  endpoint = rooms.use(
    await startModelEndpoint(({ prompt, authorization, messages }) => {
      keys.set(prompt, authorization ?? '')
      return prompt.includes('one criterion alone') ? '{"score": 3}' : `${messages[0]?.content} answered`
    }),
  )
  admin = await platform.addUser({ groups: ['users', 'admin'] })
})
afterAll(() => rooms.disposeAsync())

const modelAt = (more: object = {}) => ({
  provider: 'openai-compatible' as const,
  model: 'llama',
  base_url: endpoint.base_url,
  ...more,
})

/** Evaluates on a dataset of one example; each has a text of its own, by which the endpoint knows who asks. */
async function evaluateAs({ client }: TestUser, text: string, models: ModelChoice[]) {
  const csv = `examples,ground_truth\n${text},a\n`
  const dataset = await client.datasets.upload(new Blob([csv]), { filename: `${text}.csv` })
  const task = { type: 'summarization' } as const
  const { id } = await client.experiments.create({ name: text, dataset_id: dataset.id, task })
  const [run] = await client.experiments.evaluate(id, { models, metrics: ['rouge'] })
  return client.runs.wait(run?.id ?? '')
}

it('runs an entry with all that it says, and keeps with the run what it said then', async () => {
  const { client } = platform.user
  const price = { input_per_million: 1, output_per_million: 2 }
  const entry = await client.models.put('acme/summarizer', {
    model: modelAt({ system_prompt: 'Be brief.', price }),
    tasks: ['summarization'],
    description: 'The small one.',
    requirements: ['ollama'],
  })
  expect(entry).toMatchObject({ origin: 'own', provider: 'openai-compatible', price, requirements: ['ollama'] })
  const run = await evaluateAs(platform.user, 'kept', ['acme/summarizer'])
  expect(run).toMatchObject({ name: 'acme/summarizer', state: 'succeeded' })
  await client.models.remove('acme/summarizer')
  const again = await client.runs.wait((await client.runs.retry(run.id, { force: true })).id)
  const [job] = again.jobs
  if (job?.kind !== 'inference') throw new Error('no inference')
  expect(job.spec).toMatchObject({
    model: { base_url: endpoint.base_url, system_prompt: 'Be brief.', temperature: 0, max_output_tokens: 1024, price },
    entry: { id: entry.id, name: 'acme/summarizer', description: 'The small one.', origin: 'own' },
  })
  expect(job.state).toBe('succeeded')
  const { items } = await client.runs.examples(again.id)
  expect(items[0]?.prediction).toBe('Be brief. answered')
})

it('looks a name up in own entries, then those for everyone, then the built-in ones', async () => {
  const { client } = platform.user
  const providerOf = async (who: TestUser) => (await who.client.models.get('lead-3')).provider
  expect(await providerOf(platform.user)).toBe('baseline')
  await admin.client.models.put('lead-3', { model: modelAt(), for_everyone: true })
  expect(await client.models.get('lead-3')).toMatchObject({ origin: 'everyone', provider: 'openai-compatible' })
  await client.models.put('lead-3', { alias_of: 'lead-1' })
  expect(await client.models.get('lead-3')).toMatchObject({ origin: 'own', provider: 'baseline', alias_of: 'lead-1' })
  expect(await providerOf(admin)).toBe('openai-compatible')
  const names = (await client.models.list().toArray()).map(({ name }) => name)
  expect(names.filter((name) => name === 'lead-3')).toHaveLength(1)
  const run = await evaluateAs(platform.user, 'alias', ['lead-3'])
  expect(run.jobs[0]).toMatchObject({ spec: { model: { model: 'lead-1' }, entry: { pointed_at: ['lead-1'] } } })
  await client.models.remove('lead-3')
  await admin.client.models.remove('lead-3', { for_everyone: true })
})

it('lets nobody redirect an entry for everyone, and refuses aliases that lead nowhere or in a circle', async () => {
  const { client } = platform.user
  await admin.client.models.put('team/target', { model: modelAt({ model: 'theirs' }), for_everyone: true })
  await admin.client.models.put('team/alias', { alias_of: 'team/target', for_everyone: true })
  await client.models.put('team/target', { model: modelAt({ model: 'mine' }) })
  expect(await client.models.get('team/alias')).toMatchObject({ model: { model: 'theirs' } })
  expect(await client.models.get('team/target')).toMatchObject({ model: { model: 'mine' } })
  await client.models.put('one', { alias_of: 'team/target' })
  await client.models.put('two', { alias_of: 'one' })
  await expect(client.models.put('team/target', { alias_of: 'two' })).rejects.toMatchObject({
    code: 'MODEL_ALIAS_CYCLE',
    data: { path: ['team/target', 'two', 'one', 'team/target'] },
  })
  expect(await client.models.get('two')).toMatchObject({ model: { model: 'mine' } })
  await expect(client.models.put('three', { alias_of: 'lead-33' })).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' })
  await client.models.remove('one')
  expect(await client.models.get('two')).toMatchObject({ model: null })
  await expect(evaluateAs(platform.user, 'gone', ['two'])).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' })
  await expect(client.models.put('x', { model: modelAt(), for_everyone: true })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
})

it('calls an entry for everyone with the secret of the caller, or where its admin lends theirs, with that', async () => {
  await admin.client.secrets.put('LLAMA', 'of-the-admin')
  const model = modelAt({ secret: 'LLAMA' })
  await admin.client.models.put('team/own-key', { model, for_everyone: true })
  await admin.client.models.put('team/lent-key', { model, for_everyone: true, shared_secret: true })
  await expect(evaluateAs(platform.user, 'keyless', ['team/own-key'])).rejects.toMatchObject({
    code: 'SECRET_NOT_FOUND',
  })
  const lent = await evaluateAs(platform.user, 'lent', ['team/lent-key'])
  expect([lent.state, keys.get('lent')]).toEqual(['succeeded', 'Bearer of-the-admin'])
  await platform.client.secrets.put('LLAMA', 'of-the-user')
  await evaluateAs(platform.user, 'own', ['team/own-key'])
  expect(keys.get('own')).toBe('Bearer of-the-user')
  await deleteModelCallsOfUser(platform.core.db, platform.user.actor.user_id)
  await admin.client.models.put('team/lent-key', { model, for_everyone: true })
  const again = await platform.client.runs.retry(lent.id, { force: true })
  await platform.client.runs.wait(again.id)
  expect(keys.get('lent')).toBe('Bearer of-the-user')
})

it('judges with the secret that the admin lends, for whoever uses the judge', async () => {
  const { client } = await platform.addUser()
  await admin.client.secrets.put('JUDGE', 'of-the-admin')
  const model = modelAt({ secret: 'JUDGE' })
  await admin.client.models.put('team/judge', { model, for_everyone: true, shared_secret: true })
  const made = await client.judges.create({
    ...{ name: 'care', model: 'team/judge', criteria: [{ name: 'care', description: '5: careful.' }] },
  })
  expect(made.entry).toMatchObject({ name: 'team/judge', origin: 'everyone' })
  const csv = 'examples,ground_truth\njudged with care. Twice.,a\n'
  const dataset = await client.datasets.upload(new Blob([csv]), { filename: 'judged.csv' })
  const task = { type: 'summarization' } as const
  const { id } = await client.experiments.create({ name: 'judged', dataset_id: dataset.id, task })
  const metrics = ['judge/care', 'judge/g_eval_summarization']
  const [asked] = await client.experiments.evaluate(id, { models: ['lead-1'], metrics, judge_model: 'team/judge' })
  const run = await client.runs.wait(asked?.id ?? '')
  expect(run.state).toBe('succeeded')
  const given = [...keys].filter(([prompt]) => prompt.includes('judged with care')).map(([, key]) => key)
  expect(given).toEqual(Array(5).fill('Bearer of-the-admin'))
})

it('gives a lent secret to no worker but those of the server', async () => {
  await admin.client.models.put('team/lent-key', {
    model: modelAt({ secret: 'LLAMA' }),
    for_everyone: true,
    shared_secret: true,
  })
  const user = await platform.addUser()
  const [job] = (await evaluateAs(user, 'elsewhere', ['team/lent-key'])).jobs
  if (job?.kind !== 'inference') throw new Error('no inference')
  expect([job.state, keys.get('elsewhere')]).toEqual(['succeeded', 'Bearer of-the-admin'])
  const { core } = platform
  const attempt = { job_id: job.id, run_id: job.run_id, attempt: 1, worker_id: newId() }
  const given = { owner_id: user.actor.user_id, spec: job.spec, attempt }
  await expect(core.kinds.inference.material?.(core, given)).rejects.toMatchObject({ code: 'SECRET_NOT_FOUND' })
})

it('lists by task and origin, page by page', async () => {
  const { client } = await platform.addUser()
  await client.models.put('b', { model: modelAt(), tasks: ['translation'] })
  await client.models.put('a', { alias_of: 'b' })
  const own = await client.models.list({ origin: 'own', include_total: true })
  expect([own.items.map(({ name }) => name), own.total]).toEqual([['a', 'b'], 2])
  expect(own.items[0]?.tasks).toEqual(['translation'])
  const all = await client.models.list().toArray()
  const paged = await client.models.list({ limit: 2 }).toArray()
  expect(paged).toEqual(all)
  expect(all.slice(0, 2).map(({ origin }) => origin)).toEqual(['own', 'own'])
  const generating = await client.models.list({ task: 'text-generation' }).toArray()
  expect(generating.map(({ name }) => name)).not.toContain('b')
  await expect(client.models.list({ cursor: 'nonsense' })).rejects.toMatchObject({ code: 'CURSOR_INVALID' })
})

it('estimates what an evaluation takes before anything is asked', async () => {
  const { client } = await platform.addUser()
  const price = { input_per_million: 1, output_per_million: 2 }
  await client.models.put('priced', { model: modelAt({ price, max_output_tokens: 50 }) })
  const text = 'The harbour reopens after the storm. '.repeat(20)
  const dataset = await client.datasets.upload(new Blob([`examples\n${text}\n${text}\n`]), { filename: 'n.csv' })
  const { id } = await client.experiments.create({
    name: 'n',
    dataset_id: dataset.id,
    task: { type: 'summarization' },
  })
  const asked = endpoint.prompts.length
  const estimate = await client.experiments.estimate(id, { models: ['priced', 'lead-3', modelAt()], repeats: 3 })
  expect(estimate).toMatchObject({ examples: 2, calls: 18, unpriced: ['llama'] })
  const [priced] = estimate.models
  expect(priced).toMatchObject({ name: 'priced', calls: 6, output_tokens: { low: 6, high: 300 } })
  expect(priced?.input_tokens.low).toBeLessThan(6 * 160)
  expect(priced?.input_tokens.high).toBeGreaterThan(6 * 180)
  expect(estimate.cost).toEqual(priced?.cost)
  expect(endpoint.prompts).toHaveLength(asked)
})

it.each([
  ['neither a model nor an alias', {}],
  ['predictions of a dataset', { model: { provider: 'dataset' as const } }],
  ['a lent secret of one who is no admin', { alias_of: 'lead-3', shared_secret: true }],
])('refuses %s', async (_what, params) => {
  await expect(platform.client.models.put('wrong', params)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
})
