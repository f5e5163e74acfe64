import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { GuardedFetchOptions } from '../src/index.ts'
import { refusal } from './refusal.ts'
import { client, serve } from './serve.ts'

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
    'http://0x7f000001/',
    'http://127.1/',
    'http://017700000001/',
    'http://①②⑦.0.0.1/',
    'http://0/',
    'http://100.64.0.1/',
    'http://192.0.0.8/',
    'http://198.18.0.1/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://[::]/',
    'http://[ff02::1]/',
    'http://[2001:db8::1]/',
    'http://[2001::1]/',
    'http://[2002:7f00:1::]/',
    'http://[64:ff9b:1::1]/',
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

  it('says the same of a name that there is not and of one that leads where it must not', async () => {
    const lookup: NonNullable<GuardedFetchOptions['lookup']> = (host, _options, callback) => {
      if (host === 'secret.internal') return callback(null, [{ address: '10.0.0.7', family: 4 }])
      callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), [])
    }
    const [known, unknown] = await Promise.all(
      ['secret.internal', 'unknown.internal'].map((host) => refusal(client({ lookup })(`http://${host}/`))),
    )
    expect(known).toBe(unknown)
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
    ['by its network', { allow: ['10.0.0.0/8', '127.0.0.0/8', '::1/128'] }, 'localhost'],
    ['as this machine', { allow_loopback: true }, 'localhost'],
  ])('to a host that is allowed %s goes through', async (_, options, host) => {
    const port = await serve((request, response) => {
      request.pipe(response.writeHead(201, { 'x-method': request.method ?? '' }))
    })
    const answer = await client(options)(`http://${host}:${port}/`, { method: 'POST', body: 'hello' })
    expect([answer.status, answer.headers.get('x-method'), await answer.text()]).toEqual([201, 'POST', 'hello'])
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

  it('does not wait for an answer that does not begin', async () => {
    const port = await serve(() => undefined)
    const call = client({ allow_loopback: true, headers_seconds: 0.05 })(`http://127.0.0.1:${port}/`)
    await expect(call).rejects.toMatchObject({ cause: { code: 'UND_ERR_HEADERS_TIMEOUT' } })
  })

  it('does not wait for an answer that stops in the middle', async () => {
    const port = await serve((_, response) => {
      response.writeHead(200).write('half')
    })
    const answer = await client({ allow_loopback: true, silence_seconds: 0.05 })(`http://127.0.0.1:${port}/`)
    await expect(answer.text()).rejects.toMatchObject({ cause: { code: 'UND_ERR_BODY_TIMEOUT' } })
  })

  it('does not listen for ever to an answer that drips', async () => {
    const port = await serve((_, response) => {
      const timer = setInterval(() => response.write('.'), 5)
      response.once('close', () => clearInterval(timer))
    })
    const answer = await client({ allow_loopback: true, total_seconds: 0.2 })(`http://127.0.0.1:${port}/`)
    await expect(answer.text()).rejects.toMatchObject({ name: 'TimeoutError' })
  })
})
