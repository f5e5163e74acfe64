import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApi, type TestApi } from './test-api.ts'

let api: TestApi

beforeAll(async () => {
  api = await startApi({ cors_origins: ['https://lab.example.org'] })
})

afterAll(() => api[Symbol.asyncDispose]())

describe('/readyz', () => {
  it('is ready when database, storage and queue answer', async () => {
    const answer = await api.app.inject({ url: '/readyz' })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual({ status: 'ready', database: 'ok', storage: 'ok', queue: 'ok' })
  })

  it('says which of them does not', async () => {
    await using broken = await startApi()
    const object = broken.core.storage.localPath('objects/x') ?? ''
    await rm(dirname(dirname(resolve(dirname(object)))), { recursive: true })
    const answer = await broken.app.inject({ url: '/readyz' })
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBeDefined()
    expect(answer.json()).toEqual({ status: 'not ready', database: 'ok', storage: 'unreachable', queue: 'ok' })
  })
})

describe('/metrics', () => {
  it('counts requests by route template, never by id, and jobs by state', async () => {
    const { job_id } = await api.submitRun()
    await api.app.inject({ url: `/api/v1/jobs/${job_id}`, headers: api.user.headers })
    const { body, headers } = await api.app.inject({ url: '/metrics' })
    expect(headers['content-type']).toMatch(/^text\/plain/)
    expect(body).toContain(
      'assay_http_request_duration_seconds_count{method="GET",route="/api/v1/jobs/:job_id",status="200"} 1',
    )
    expect(body).not.toContain(job_id)
    expect(body).toMatch(/^assay_jobs\{state="queued"\} 1$/m)
    expect(body).toMatch(/^assay_database_up 1$/m)
    expect(body).toContain('nodejs_eventloop_lag_seconds')
  })
})

/** What a page loads, and what its policy lets run. */
async function inspect(url: string) {
  const { body, headers, statusCode } = await api.app.inject({ url })
  expect(statusCode).toBe(200)
  const sources = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].flatMap(([, source]) => source ?? [])
  const inline = [...body.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].flatMap(
    ([, script]) => script ?? [],
  )
  return { body, sources, inline, policy: String(headers['content-security-policy']) }
}

describe('/docs', () => {
  it('runs under its own policy and needs nothing from elsewhere', async () => {
    const page = await api.app.inject({ url: '/docs' })
    const { sources, inline, policy } = await inspect(page.statusCode === 200 ? '/docs' : '/docs/')
    expect(sources.filter((source) => /^(https?:)?\/\//.test(source))).toEqual([])
    expect(inline.length).toBeGreaterThan(0)
    for (const code of inline)
      expect(policy).toContain(`'sha256-${createHash('sha256').update(code).digest('base64')}'`)
    const script = sources.find((source) => source.endsWith('.js')) ?? ''
    const answer = await api.app.inject({ url: new URL(script, 'http://localhost/docs/').pathname })
    expect(answer.statusCode).toBe(200)
    expect(answer.body.length).toBeGreaterThan(100_000)
  })
})

describe('browser pages of other origins', () => {
  const preflight = (origin: string) =>
    api.app.inject({
      method: 'OPTIONS',
      url: '/api/v1/uploads',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    })

  it('may call the API if the operator allows their origin', async () => {
    const answer = await preflight('https://lab.example.org')
    expect(answer.headers['access-control-allow-origin']).toBe('https://lab.example.org')
    expect((await preflight('https://elsewhere.example.org')).headers).not.toHaveProperty('access-control-allow-origin')
  })
})

describe('every answer', () => {
  it('carries the request id: the one sent, or one of its own', async () => {
    const given = await api.app.inject({ url: '/api/v1/me', headers: { 'x-request-id': 'trace-1' } })
    expect(given.headers['x-request-id']).toBe('trace-1')
    expect(given.json().request_id).toBe('trace-1')
    const made = await api.app.inject({ url: '/nowhere', headers: { 'x-request-id': 'no\tgood' } })
    expect(made.statusCode).toBe(404)
    expect(made.json()).toMatchObject({ code: 'ROUTE_NOT_FOUND', request_id: made.headers['x-request-id'] })
  })

  it('is in the audit log under an id of ours, beside which stands what the client calls its request', async () => {
    const payload = { name: 'marked' }
    const headers = { ...api.user.headers, 'x-request-id': 'of-the-client' }
    await api.app.inject({ method: 'POST', url: '/api/v1/api_keys', headers, payload })
    const entries = await api.core.db.selectFrom('audit_entries').selectAll().orderBy('id', 'desc').execute()
    expect(entries[0]).toMatchObject({
      request_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/),
      client_request_id: 'of-the-client',
    })
  })

  it('says what is wrong with the name of a file that cannot be kept', async () => {
    const payload = { filename: 'a\0.csv' }
    const answer = await api.app.inject({ method: 'POST', url: '/api/v1/uploads', headers: api.user.headers, payload })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({
      code: 'INPUT_INVALID',
      data: { issues: [{ path: 'filename', message: expect.stringContaining('control characters') }] },
    })
  })

  it('leaks nothing of a fault of ours, and its log names no credentials', async () => {
    const lines: string[] = []
    const sink = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk))
        done()
      },
    })
    await using faulty = await startApi({
      log: pino({ level: 'debug', serializers: { error: pino.stdSerializers.err } }, sink),
    })
    await faulty.core.db.schema.dropTable('secrets').execute()
    const answer = await faulty.app.inject({
      method: 'PUT',
      url: '/api/v1/secrets/openai',
      headers: { ...faulty.user.headers, 'x-request-id': 'find-me' },
      payload: { value: 'sk-very-secret' },
    })
    expect(answer.statusCode).toBe(500)
    expect(answer.json()).toEqual({
      code: 'INTERNAL',
      message: 'Something went wrong in Assay. Its log has the details under this request id.',
      retryable: false,
      data: {},
      request_id: 'find-me',
    })
    const log = lines.join('')
    expect(log).toContain('find-me')
    expect(log).toContain('relation \\"secrets\\" does not exist')
    expect(log).not.toContain('sk-very-secret')
    expect(log).not.toContain(faulty.user.key)
  })
})
