import { expect, it } from 'vitest'
import { startApi, type TestApi } from './test-api.ts'

const create = (api: TestApi, key: string, payload: object = { filename: 'news.csv' }) =>
  api.app.inject({
    method: 'POST',
    url: '/api/v1/uploads',
    headers: { ...api.user.headers, 'idempotency-key': key },
    payload,
  })

const count = async ({ core }: TestApi, table: 'uploads' | 'api_keys') => {
  const { count } = await core.db
    .selectFrom(table)
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

it('makes one thing of many requests at once with one key, and answers them all alike', async () => {
  await using api = await startApi()
  const answers = await Promise.all(Array.from({ length: 8 }, () => create(api, 'once')))
  expect(new Set(answers.map((answer) => answer.statusCode))).toEqual(new Set([201]))
  expect(new Set(answers.map((answer) => answer.body)).size).toBe(1)
  expect(new Set(answers.map((answer) => answer.headers.location)).size).toBe(1)
  expect(await count(api, 'uploads')).toBe(1)
})

it('refuses a key that comes with another request', async () => {
  await using api = await startApi()
  await create(api, 'once')
  const other = await create(api, 'once', { filename: 'other.csv' })
  expect(other.statusCode).toBe(409)
  expect(other.json().code).toBe('IDEMPOTENCY_KEY_REUSED')
})

it('keeps the keys of users apart', async () => {
  await using api = await startApi()
  const mine = await create(api, 'once')
  const { headers } = await api.addUser()
  const theirs = await api.app.inject({
    method: 'POST',
    url: '/api/v1/uploads',
    headers: { ...headers, 'idempotency-key': 'once' },
    payload: { filename: 'news.csv' },
  })
  expect(theirs.json().id).not.toBe(mine.json().id)
})

it('forgets a key whose request failed', async () => {
  await using api = await startApi({ max_upload_bytes: 10 })
  const failed = await create(api, 'once', { filename: 'news.csv', size_bytes: 11 })
  expect(failed.json().code).toBe('UPLOAD_TOO_LARGE')
  expect((await create(api, 'once', { filename: 'news.csv', size_bytes: 9 })).statusCode).toBe(201)
})

it('refuses a key that is too long to keep', async () => {
  await using api = await startApi()
  const answer = await create(api, 'k'.repeat(256))
  expect(answer.statusCode).toBe(400)
  expect(answer.json().code).toBe('INPUT_INVALID')
})

it('gives a new API key again, though it keeps none that could be read', async () => {
  await using api = await startApi()
  const make = () =>
    api.app.inject({
      method: 'POST',
      url: '/api/v1/api_keys',
      headers: { ...api.user.headers, 'idempotency-key': 'once' },
      payload: { name: 'laptop' },
    })
  const before = await count(api, 'api_keys')
  const [first, second] = [await make(), await make()]
  expect(second.json()).toEqual(first.json())
  expect(await count(api, 'api_keys')).toBe(before + 1)
  const { response } = await api.core.db.selectFrom('idempotency_keys').select('response').executeTakeFirstOrThrow()
  expect(JSON.stringify(response)).not.toContain(first.json().key)
})

it('gives each call of a tRPC batch a key of its own', async () => {
  await using api = await startApi()
  const send = () =>
    api.app.inject({
      method: 'POST',
      url: '/trpc/uploads.create,uploads.create?batch=1',
      headers: { ...api.user.headers, 'idempotency-key': 'once' },
      payload: { 0: { filename: 'news.csv' }, 1: { filename: 'news.csv' } },
    })
  const first = await send()
  const ids = first.json().map((answer: { result: { data: { id: string } } }) => answer.result.data.id)
  expect(new Set(ids).size).toBe(2)
  expect((await send()).json()).toEqual(first.json())
  expect(await count(api, 'uploads')).toBe(2)
})

it('completes an upload once, and answers so for as long as the key is kept, whatever has become of the upload', async () => {
  await using api = await startApi()
  const { headers } = api.user
  const started = await create(api, 'start')
  const { id } = started.json()
  const at = `/api/v1/uploads/${id}`
  const payload = Buffer.from('a,b\n1,2\n')
  const patch = { ...headers, 'upload-offset': '0', 'content-type': 'application/octet-stream' }
  await api.app.inject({ method: 'PATCH', url: at, headers: patch, payload })
  const complete = (key: string, size_bytes = payload.length) =>
    api.app.inject({
      method: 'POST',
      url: `${at}/complete`,
      headers: { ...headers, 'idempotency-key': key },
      payload: { size_bytes },
    })
  expect((await complete('other', 1)).json().code).toBe('UPLOAD_INCOMPLETE')
  const answers = await Promise.all(Array.from({ length: 4 }, () => complete('once')))
  expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
  expect(answers[0]?.json()).toMatchObject({ id, state: 'complete' })
  expect((await complete('once', 1)).json().code).toBe('IDEMPOTENCY_KEY_REUSED')
  const put = { path: 'data/a.csv', upload_id: id }
  const used = await api.app.inject({ method: 'POST', url: '/api/v1/files', headers, payload: put })
  expect(used.statusCode).toBeLessThan(300)
  expect((await complete('once')).body).toBe(answers[0]?.body)
  expect((await complete('other')).json().code).toBe('UPLOAD_CLOSED')
})
