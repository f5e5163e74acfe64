import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ModelEndpoint, type Platform, startModelEndpoint, startPlatform } from '../../src/index.ts'
import { type Client, clientOf, textIn } from './client.ts'

let platform: Platform
let endpoint: ModelEndpoint
let client: Client

const deployments = '/api/v1/ground-truth/deployments'
const absent = 'd34dbeef-4bea-4d19-ad06-214202165812'

beforeAll(async () => {
  platform = await startPlatform({ worker: false })
  endpoint = await startModelEndpoint(({ prompt }, response) => {
    if (prompt !== 'fail') return `${prompt}, in short`
    response.writeHead(401).end(JSON.stringify({ error: { message: 'no' } }))
    return undefined
  })
  client = clientOf(platform, platform.user)
  const model = { provider: 'openai-compatible', model: 'm', base_url: endpoint.base_url } as const
  await platform.client.models.put('openai/gpt-4o-mini', { model })
  await platform.client.models.put('hf/facebook/bart-large-cnn', { model })
})

afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await endpoint[Symbol.asyncDispose]()
})

it('completes a text by a vendor of that time', async () => {
  expect((await client.ask('GET', '/api/v1/completions/')).text).toBe('["mistral","openai"]')
  const complete = (text: unknown, vendor = 'openai') =>
    client.ask('POST', `/api/v1/completions/${vendor}/`, text === undefined ? {} : { text })
  const done = await complete('A long story')
  expect([done.status, done.json]).toEqual([200, { text: 'A long story, in short' }])
  const failed = await complete('fail')
  expect([failed.status, failed.json]).toEqual([
    500,
    { detail: expect.stringContaining('Upstream error with OpenAI: ') },
  ])
  expect((await complete(undefined)).json).toMatchObject({ detail: [{ type: 'missing', loc: ['body', 'text'] }] })
  const keyless = await complete('x', 'mistral')
  const detail = "Cannot complete with 'mistral': Requested secret key 'mistral_api_key' is not configured."
  expect([keyless.status, keyless.json]).toEqual([400, { detail }])
  expect((await complete('x', 'nobody')).status).toBe(404)
  const other = await client.ask('POST', '/api/v1/completions/openai', { text: 'x' })
  expect([other.status, other.headers.get('location')]).toEqual([
    307,
    `${platform.url}/lumigator/api/v1/completions/openai/`,
  ])
})

it('deploys a summarizer, which answers texts until it is removed', async () => {
  const made = await client.ask('POST', deployments, { num_gpus: '0.5', num_replicas: 1 })
  expect(made.status).toBe(201)
  const { json } = made
  expect(json).toEqual({
    ...{ id: expect.any(String), name: 'summarizer', description: '', status: 'created' },
    ...{ created_at: expect.any(String), updated_at: expect.any(String) },
  })
  const id = textIn(json, 'id')
  const second = textIn((await client.ask('POST', deployments)).json, 'id')
  expect((await client.ask('GET', deployments)).json).toMatchObject({ total: 2, items: [{ id }, { id: second }] })
  expect((await client.ask('GET', `${deployments}?skip=1`)).json).toMatchObject({ total: 2, items: [{ id: second }] })
  expect((await client.ask('GET', `${deployments}/${id}`)).json).toEqual(json)
  const answered = await client.ask('POST', `${deployments}/${id.replaceAll('-', '')}`, { text: 'A long story' })
  expect([answered.status, answered.json]).toEqual([200, { deployment_response: { result: 'A long story, in short' } }])
  const failed = await client.ask('POST', `${deployments}/${id}`, { text: 'fail' })
  expect([failed.status, failed.json]).toEqual([500, { detail: expect.stringContaining('key') }])
  expect((await client.ask('DELETE', `${deployments}/${id}`)).status).toBe(204)
  const gone = await client.ask('DELETE', `${deployments}/${id}`)
  expect([gone.status, gone.json]).toEqual([404, { detail: `Deployment ${id} not found.` }])
  expect((await client.ask('POST', `${deployments}/${absent}`, { text: 'x' })).status).toBe(404)
  expect((await client.ask('POST', deployments, { num_gpus: 'many' })).json).toMatchObject({
    detail: [{ type: 'float_parsing', loc: ['body', 'num_gpus'] }],
  })
})
