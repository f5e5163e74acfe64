import { createServer as createTlsServer } from 'node:https'
import { createServer } from 'node:net'
import { generate } from 'selfsigned'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createModelFetch, openModel } from '../src/index.ts'
import { networkFailure } from '../src/openai-compatible/network-reason.ts'
import { answering, type Reply, replying, saying } from './model-server.ts'
import { failureOf, open, request } from './open-endpoint.ts'

const signIn = '<!doctype html><title>Sign in</title>'

describe('a failure says what the endpoint said', () => {
  it.each<[string, Reply, string]>([
    ['as an error', replying(400, { error: { message: 'no such field' } }), '400: no such field'],
    ['as a text', replying(500, { error: 'CUDA out of memory' }), '500: CUDA out of memory'],
    ['as vLLM does', replying(400, { object: 'error', message: 'maximum is 2048' }), '400: maximum is 2048'],
    ['as FastAPI does', replying(422, { detail: [{ msg: 'field required' }] }), '422: field required'],
    ['as a list', replying(400, [{ error: { code: 400, message: 'API key expired' } }]), '400: API key expired'],
    ['with status 200', replying(200, { error: { message: 'too long', code: 400 } }), '400: too long'],
    ['with status 200 as a text', replying(200, { error: 'model is loading' }), '200: model is loading'],
    ['beside no choices', replying(200, { choices: null, error: { message: 'busy', code: 429 } }), '429: busy'],
  ])('%s', async (_, reply, message) => {
    expect((await failureOf(reply)).message).toBe(message)
  })

  it.each<[string, Reply, number, string]>([
    ['429 in the body', replying(200, { error: { message: 'busy', code: 429 } }), 429, 'overload'],
    ['503 in the body', replying(200, { error: { message: 'busy', code: '503' } }), 503, 'overload'],
    ['no status at all', replying(200, { error: { message: 'x', code: 'odd' } }), 200, 'unreadable'],
  ])('whose status is that of its body: %s', async (_, reply, status, kind) => {
    expect(await failureOf(reply)).toMatchObject({ status, kind })
  })
})

describe('a failure leads to its cause', () => {
  it.each<[string, Reply]>([
    ['200', saying(signIn, 'text/html')],
    ['200 without a type', saying(signIn, '')],
    ['403', (response) => response.writeHead(403, { 'content-type': 'text/html' }).end(signIn)],
  ])('where a web page is answered with %s', async (_, reply) => {
    expect((await failureOf(reply)).message).toMatch(/web page.*base URL/)
  })

  it.each<[string, Reply, RegExp]>([
    ['JSON about something else', replying(200, { status: 'ok', version: 3 }), /JSON with "status", "version", which/],
    ['a detail', replying(200, { detail: 'Not authenticated' }), /^200: Not authenticated/],
    ['JSON that is no object', replying(200, 'ok'), /JSON that is no object/],
    ['nothing', saying('', 'application/json'), /answered nothing/],
    ['a word about the path', replying(200, { error: 'Unexpected (POST /v1/chat/completions)' }), /Unexpected/],
    ['the refusal of a method', replying(501, 'Unsupported method'), /takes no questions there/],
  ])('where a stranger answers with %s', async (_, reply, said) => {
    const failure = await failureOf(reply)
    expect(failure.message).toMatch(said)
    expect(failure.message).toMatch(/\(http:\/\/127\.0\.0\.1:\d+\/v1\/chat\/completions\)$/)
    expect(failure.scope).toBe('address')
  })

  it('where a stranger repeats the prompt in the names of its fields, which are not quoted', async () => {
    const failure = await failureOf(replying(200, { [request.input as string]: 1 }))
    expect(failure.message).toMatch(/no chat completion: is the base URL right/)
    expect(failure.message).not.toContain(request.input)
  })

  it('where the address is wrong, and names the one that was called, without its query', async () => {
    const { server } = await open(replying(404, 'nothing'))
    const base_url = `${server.base_url}/deep?key=hidden`
    const failure = await failureOf(replying(404, { error: { message: "model 'x' not found" } }), {
      spec: { base_url },
    })
    expect(failure.message).toMatch(/^404: .*\/v1\/deep\/chat\/completions\)$/)
    expect(failure.message).not.toContain('hidden')
  })

  it('where nobody speaks TLS', async () => {
    const { server } = await open(answering())
    const base_url = server.base_url.replace('http:', 'https:')
    expect(await failureOf(answering(), { spec: { base_url } })).toMatchObject({
      kind: 'final',
      message: expect.stringContaining('does not speak TLS'),
    })
  })

  it('where the certificate is of nobody known', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }])
    const server = createTlsServer({ key, cert }, (_, response) => response.end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const address = server.address()
    const base_url = `https://localhost:${typeof address === 'object' ? address?.port : ''}/v1`
    const failure = await failureOf(answering(), { spec: { base_url } })
    expect(failure).toMatchObject({ kind: 'final', scope: 'endpoint' })
    expect(failure.message).toContain('NODE_EXTRA_CA_CERTS')
  })

  it('where nobody speaks HTTP', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const address = server.address()
    const base_url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1`
    expect((await failureOf(answering(), { spec: { base_url } })).message).toContain('does not speak HTTP')
  })

  it.each([
    ['ENOTFOUND', 'final'],
    ['CERT_HAS_EXPIRED', 'final'],
    ['EAI_AGAIN', 'transient'],
    ['ECONNREFUSED', 'transient'],
  ])('as the system tells it, to all examples alike: %s', (code, kind) => {
    expect(networkFailure([Object.assign(new Error('of the system'), { code })])).toMatchObject({
      kind,
      scope: 'endpoint',
    })
  })
})

it.each(['insufficient_quota', 'billing_hard_limit_reached', 'insufficient_balance'])(
  'knows that asking again does not help: %s',
  async (code) => {
    const failure = await failureOf(replying(429, { error: { message: 'You exceeded your quota', type: code, code } }))
    expect(failure).toMatchObject({ kind: 'final', scope: 'endpoint', message: '429: You exceeded your quota' })
  },
)

it('says so, and does not wait, where the endpoint asks to come back tomorrow', async () => {
  const failure = await failureOf(replying(429, { error: { message: 'daily limit' } }, { 'retry-after': '86400' }))
  expect(failure).toMatchObject({ kind: 'final', scope: 'endpoint' })
  expect(failure.message).toMatch(/daily limit.*24 hours/)
})

it.each(['', '/', '//', '/chat/completions', '/chat/completions/', ' '])(
  'takes the base URL with "%s" at its end',
  async (end) => {
    const { server } = await open(answering())
    const outgoing = createModelFetch({ allow: [], allow_loopback: true })
    onTestFinished(() => outgoing[Symbol.asyncDispose]())
    const spec = { provider: 'openai-compatible', model: 'm', base_url: server.base_url + end } as const
    const model = openModel({ ...spec, temperature: 0, max_output_tokens: 1, timeout_seconds: 30 }, outgoing)
    await model.predict(request)
    expect(server.calls.map(({ path }) => path)).toEqual(['/v1/chat/completions'])
  },
)
