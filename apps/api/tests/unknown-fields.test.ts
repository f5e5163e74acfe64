import { newId } from '@assay/db'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { startApi, type TestApi } from './test-api.ts'

const message = z.string().optional()
const told = z.object({ message, error: z.object({ message }).optional() })

let api: TestApi

beforeAll(async () => {
  api = await startApi()
})

afterAll(() => api[Symbol.asyncDispose]())

async function ask(method: string, path: string, body?: object) {
  const answer = await fetch(`${api.url}${path}`, {
    method,
    headers: { ...api.user.headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const { message, error } = told.parse(await answer.json())
  return { status: answer.status, message: message ?? error?.message }
}

const evaluate = () => `/api/v1/experiments/${newId()}/runs`

it('refuses a field that there is not, by its full path and with the nearest name', async () => {
  const endpoint = { provider: 'openai-compatible', model: 'm', base_url: 'http://127.0.0.1:1/v1', promt: '{input}' }
  const body = { models: [endpoint], metrics: ['bleu'] }
  expect(await ask('POST', evaluate(), body)).toEqual({
    status: 400,
    message: expect.stringContaining('models.0.promt: is no field here; did you mean prompt'),
  })
  const rpc = await ask('POST', '/trpc/experiments.evaluate', { ...body, experiment_id: newId() })
  expect(rpc).toEqual({ status: 400, message: expect.stringContaining('models.0.promt') })
})

it('refuses "model" where "models" is meant, rather than to evaluate something else', async () => {
  const answer = await ask('POST', evaluate(), { model: 'lead-3', metrics: ['bleu'] })
  expect(answer).toEqual({
    status: 400,
    message: expect.stringContaining('model: is no field here; did you mean models'),
  })
})

it('refuses them in addresses, also where only a file is answered', async () => {
  const path = `/api/v1/datasets/${newId()}/download`
  expect((await ask('GET', '/api/v1/runs?limt=3')).message).toContain('limt: is no field here; did you mean limit')
  expect((await ask('GET', `${path}?ass=parquet`)).message).toContain('ass: is no field here; did you mean as')
  expect((await ask('POST', `${evaluate()}?repeats=3`, { models: [] })).message).toContain(
    'repeats: belongs into the body',
  )
  const input = encodeURIComponent(JSON.stringify({ limt: 3 }))
  expect((await ask('GET', `/trpc/runs.list?input=${input}`)).message).toContain('limt')
})

it.each([{ model: 'm' }, { provider: 'nobody', model: 'm' }])(
  'names the providers that there are for %j',
  async (model) => {
    expect(await ask('POST', evaluate(), { models: [model], metrics: ['bleu'] })).toEqual({
      status: 400,
      message: expect.stringMatching(
        /^The input is not valid: models\.0\.provider: must be (?=.*"anthropic")(?=.*"baseline").*"openai-compatible"/,
      ),
    })
  },
)

it('says of a choice what is wrong with what was meant', async () => {
  const model = { provider: 'openai-compatible', model: 3, base_url: 'http://127.0.0.1:1/v1' }
  const { message } = await ask('POST', evaluate(), { models: [model], metrics: ['bleu'] })
  expect(message).toBe('The input is not valid: models.0.model: Invalid input: expected string, received number.')
  const number = await ask('POST', evaluate(), { models: [5], metrics: ['bleu'] })
  expect(number.message).toBe('The input is not valid: models.0: must be string or object.')
})
