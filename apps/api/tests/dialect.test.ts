import { Readable } from 'node:stream'
import { createApiKey } from '@assay/access'
import { appendToUpload, downloadDataset } from '@assay/core'
import { uploadRef } from '@assay/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { foldError, parseInput } from '../src/error.ts'
import { errorHeaders, reportError } from '../src/error-reply.ts'
import { sendDownload } from '../src/plain/download.ts'
import { startApi, type TestApi } from './test-api.ts'

const ref = z.object({ id: z.string() })
const pair = z.object({ names: z.array(z.string()) })

/** A dialect: other addresses, another header for the key, another body for errors. */
async function dialect(scope: FastifyInstance): Promise<void> {
  const platform = scope.platform.withCredentials(({ headers }) => {
    const key = headers['x-api-key']
    return typeof key === 'string' ? { kind: 'key', key } : undefined
  })
  scope.addHook('onRoute', (route) => {
    route.config = { ...route.config, procedure: 'router' }
  })
  scope.setErrorHandler(async (error, request, reply) => {
    const folded = foldError(error)
    reportError(folded, request)
    await reply.code(folded.status).headers(errorHeaders(folded, request)).send({ detail: folded.code })
  })
  scope.post('/old/files', async (request) => {
    const { names } = parseInput(pair, request.body)
    const { email: owner } = await platform.call(request, 'session.whoami')
    const ids: string[] = []
    for (const filename of names)
      ids.push((await platform.call(request, 'uploads.create', { filename, size_bytes: 4 })).id)
    return { owner, ids }
  })
  scope.addContentTypeParser('application/octet-stream', async (_request: FastifyRequest, body: Readable) => body)
  scope.put('/old/files/:id', async (request) => {
    const { deps, actor, audited } = await platform.enter(request, 'uploads.append')
    const { id: upload_id } = parseInput(ref, request.params)
    const body = z.instanceof(Readable).parse(request.body)
    const call = audited(uploadRef, { upload_id })
    const { received_bytes } = await appendToUpload(deps, actor, { upload_id, offset: 0, body, call })
    return { received_bytes }
  })
  scope.get('/old/tables/:id', async (request, reply) => {
    const { deps, actor } = await platform.enter(request, 'datasets.download')
    const { id: dataset_id } = parseInput(ref, request.params)
    return sendDownload(await downloadDataset(deps, actor, { dataset_id, as: 'original' }), { request, reply })
  })
  scope.get('/old/runs/:id', async (request) => {
    const { id: run_id } = parseInput(ref, request.params)
    const { state, jobs } = await platform.call(request, 'runs.get', { run_id })
    return { status: state.toUpperCase(), steps: jobs.length }
  })
  scope.get('/old/runs/:id/history', async (request, reply) => {
    const { id: run_id } = parseInput(ref, request.params)
    for await (const { id, data } of await platform.stream({ request, reply }, 'runs.events', { run_id })) {
      return { seq: id, type: data.type }
    }
    return {}
  })
}

const start = (options: Parameters<typeof startApi>[0] = {}) => startApi({ ...options, scope: dialect })

const make = (
  { app }: TestApi,
  key: string,
  { names = ['a.csv', 'b.csv'], ...headers }: Record<string, unknown> = {},
) => app.inject({ method: 'POST', url: '/old/files', headers: { 'x-api-key': key, ...headers }, payload: { names } })

const ask = ({ app }: TestApi, url: string, key?: string) =>
  app.inject({ url, headers: key === undefined ? {} : { 'x-api-key': key } })

const entries = ({ core }: TestApi) => core.db.selectFrom('audit_entries').selectAll().orderBy('id').execute()
const uploads = ({ core }: TestApi) => core.db.selectFrom('uploads').select('id').orderBy('id').execute()

it('answers as whoever the credential of the dialect belongs to', async () => {
  await using api = await start()
  const made = await make(api, api.user.key)
  expect(made.json()).toEqual({ owner: api.user.actor.email, ids: (await uploads(api)).map(({ id }) => id) })
  const { run_id } = await api.submitRun()
  expect((await ask(api, `/old/runs/${run_id}`, api.user.key)).json()).toEqual({ status: 'QUEUED', steps: 1 })
})

it('writes each mutation down, with who made it', async () => {
  await using api = await start()
  const { ids } = (await make(api, api.user.key)).json()
  expect(await entries(api)).toMatchObject(
    ids.map((id: string, index: number) => ({
      procedure: 'uploads.create',
      actor_id: api.user.actor.user_id,
      credential: { kind: 'key' },
      target: { id },
      changes: { filename: ['a.csv', 'b.csv'][index], size_bytes: 4 },
    })),
  )
})

it('takes bytes by the function of core, and writes them down', async () => {
  await using api = await start()
  const [id] = (await make(api, api.user.key, { names: ['a.csv'] })).json().ids
  const headers = { 'x-api-key': api.user.key, 'content-type': 'application/octet-stream' }
  const put = (payload: string, more = headers) =>
    api.app.inject({ method: 'PUT', url: `/old/files/${id}`, headers: more, payload })
  const stranger = await put('a\n1\n', { ...headers, 'x-api-key': (await api.addUser()).key })
  expect([stranger.statusCode, stranger.json()]).toEqual([404, { detail: 'UPLOAD_NOT_FOUND' }])
  expect((await put('a\n1\n')).json()).toEqual({ received_bytes: 4 })
  expect(await entries(api)).toMatchObject([
    { procedure: 'uploads.create' },
    { procedure: 'uploads.append', actor_id: api.user.actor.user_id, target: { upload_id: id } },
  ])
})

it('makes each thing once for an Idempotency-Key, those that an interrupted request has made among them', async () => {
  await using api = await start()
  const first = await make(api, api.user.key, { names: ['a.csv'], 'idempotency-key': 'once' })
  const both = await make(api, api.user.key, { 'idempotency-key': 'once' })
  expect(both.json().ids[0]).toBe(first.json().ids[0])
  expect((await make(api, api.user.key, { 'idempotency-key': 'once' })).json()).toEqual(both.json())
  expect(await uploads(api)).toHaveLength(2)
  expect(await entries(api)).toHaveLength(2)
  const other = await make(api, api.user.key, { names: ['c.csv'], 'idempotency-key': 'once' })
  expect([other.statusCode, other.json()]).toEqual([409, { detail: 'IDEMPOTENCY_KEY_REUSED' }])
})

it('refuses in its own words who shows nothing, has too little, or asks for what is not theirs', async () => {
  await using api = await start()
  const { run_id } = await api.submitRun()
  const url = `/old/runs/${run_id}`
  const nobody = await ask(api, url)
  expect([nobody.statusCode, nobody.json()]).toEqual([401, { detail: 'UNAUTHENTICATED' }])
  expect(nobody.headers['www-authenticate']).toContain('Bearer')
  const stranger = await ask(api, url, (await api.addUser()).key)
  expect([stranger.statusCode, stranger.json()]).toEqual([404, { detail: 'RUN_NOT_FOUND' }])
  const { key } = await createApiKey(api.core, api.user.actor, { name: 'reads', scopes: ['read'] })
  const refused = await make(api, key)
  expect([refused.statusCode, refused.json()]).toEqual([403, { detail: 'FORBIDDEN' }])
  const download = await ask(api, `/old/tables/${run_id}`, key)
  expect([download.statusCode, download.json()]).toEqual([404, { detail: 'DATASET_NOT_FOUND' }])
  expect((await ask(api, `/old/tables/${run_id}`)).statusCode).toBe(401)
  expect(await entries(api)).toEqual([])
})

it('reads the input as over tRPC', async () => {
  await using api = await start()
  const answer = await make(api, api.user.key, { names: [''] })
  expect([answer.statusCode, answer.json()]).toEqual([400, { detail: 'INPUT_INVALID' }])
})

it('counts a request once for the limits, whatever it takes to answer it', async () => {
  await using api = await start()
  const { key } = await createApiKey(api.core, api.user.actor, { name: 'slow', scopes: ['admin'], calls_per_minute: 2 })
  expect((await make(api, key)).statusCode).toBe(200)
  expect((await make(api, key)).statusCode).toBe(200)
  const refused = await make(api, key)
  expect([refused.statusCode, refused.json()]).toEqual([429, { detail: 'LIMIT_REACHED' }])
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  expect(await uploads(api)).toHaveLength(4)
})

it('yields what a stream yields', async () => {
  await using api = await start()
  const { run_id } = await api.submitRun()
  const history = await ask(api, `/old/runs/${run_id}/history`, api.user.key)
  expect(history.json()).toEqual({ seq: '1', type: 'run.created' })
  const refused = await ask(api, `/old/runs/${run_id}/history`, (await api.addUser()).key)
  expect([refused.statusCode, refused.json()]).toEqual([404, { detail: 'RUN_NOT_FOUND' }])
})
