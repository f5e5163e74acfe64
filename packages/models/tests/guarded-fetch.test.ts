import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { gzipSync } from 'node:zlib'
import { DomainError } from '@assay/schemas'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createGuardedFetch, type GuardedFetchOptions } from '../src/index.ts'

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function client(options: Partial<GuardedFetchOptions> = {}): typeof fetch {
  const outgoing = createGuardedFetch({ allow: [], allow_loopback: false, ...options })
  onTestFinished(() => outgoing[Symbol.asyncDispose]())
  return outgoing.fetch
}

async function refusal(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.catch((reason: unknown) => reason)
  if (!DomainError.is(error, 'URL_REFUSED')) throw new Error('it was not refused', { cause: error })
  return error.data.reason
}

describe('an outgoing call', () => {
  it.each([
    'http://127.0.0.1/',
    'http://localhost/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::127.0.0.1]/',
    'http://[64:ff9b::10.0.0.1]/',
    'http://0.0.0.0/',
    'http://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
  ])('to %s is refused', async (url) => {
    expect(await refusal(client()(url))).toMatch(/this machine itself|private or special/)
  })

  it.each(['file:///etc/passwd', 'ftp://example.com/', 'data:text/plain,hi', 'gopher://example.com/'])(
    'to %s is refused',
    async (url) => {
      expect(await refusal(client({ allow_loopback: true })(url))).toMatch(/only http and https/)
    },
  )

  it('with credentials in its URL is refused', async () => {
    expect(await refusal(client({ allow: ['localhost'] })('http://me:secret@localhost/'))).toMatch(/credentials/)
  })

  it('reaches nothing when refused', async () => {
    let reached = 0
    const port = await serve((_, response) => {
      reached += 1
      response.end()
    })
    await refusal(client()(`http://localhost:${port}/`))
    await refusal(client()(`http://127.0.0.1:${port}/`))
    expect(reached).toBe(0)
  })

  it.each<[string, Partial<GuardedFetchOptions>, string]>([
    ['by its name', { allow: ['LOCALHOST'] }, 'localhost'],
    ['by its address', { allow: ['127.0.0.1'] }, '127.0.0.1'],
    ['as this machine', { allow_loopback: true }, 'localhost'],
  ])('to a host that is allowed %s goes through', async (_, options, host) => {
    const port = await serve((request, response) => {
      request.pipe(response.writeHead(201, { 'x-method': request.method ?? '' }))
    })
    const answer = await client(options)(`http://${host}:${port}/`, { method: 'POST', body: 'hello' })
    expect([answer.status, answer.headers.get('x-method'), await answer.text()]).toEqual([201, 'POST', 'hello'])
  })

  it('follows no redirect, and carries its key nowhere', async () => {
    const port = await serve((_, response) => {
      response.writeHead(307, { location: 'http://169.254.169.254/' }).end()
    })
    expect(await refusal(client({ allow_loopback: true })(`http://127.0.0.1:${port}/`))).toMatch(/redirects/)
  })

  it.each([
    ['plain', (body: Buffer) => body, {}],
    ['compressed', gzipSync, { 'content-encoding': 'gzip' }],
  ] as const)('reads no %s answer beyond its limit', async (_, encode, headers) => {
    const port = await serve((request, response) => {
      const size = request.url === '/long' ? 100_001 : 100_000
      response.writeHead(200, headers).end(encode(Buffer.alloc(size, 'a')))
    })
    const call = client({ allow_loopback: true, max_body_bytes: 100_000 })
    const within = await call(`http://127.0.0.1:${port}/short`)
    expect((await within.text()).length).toBe(100_000)
    const beyond = await call(`http://127.0.0.1:${port}/long`)
    await expect(beyond.text()).rejects.toThrow('longer than 100000 bytes')
  })

  it('ends with its signal', async () => {
    const port = await serve(() => undefined)
    const call = client({ allow_loopback: true })(`http://127.0.0.1:${port}/`, { signal: AbortSignal.abort() })
    await expect(call).rejects.toThrow(/abort/)
  })
})
