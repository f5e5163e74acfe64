import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openStorage, type SignedRequest, type Storage } from '../src/index.ts'
import type { S3ServerName } from '../src/testing/index.ts'
import { useS3Server } from './use-s3-server.ts'

const first = randomBytes(5 * 1024 * 1024)
const last = Buffer.from('the end')

describe.each<S3ServerName>(['versitygw', 'minio'])('what a bucket of %s takes from and gives to others', (name) => {
  const server = useS3Server(name)

  async function opened(settings = ''): Promise<Storage> {
    const storage = await openStorage(server().newUrl() + settings)
    onTestFinished(() => storage[Symbol.asyncDispose]())
    return storage
  }

  it('is a part with exactly the bytes that were announced', async () => {
    const storage = await opened()
    const upload = { key: 'up', upload_id: await storage.begin('up') }
    const sign = async (number: number, bytes: Buffer) => {
      const part = { number, size_bytes: bytes.length, sha256: sha256(bytes), expires_seconds: 60 }
      return signed(await storage.signPart(upload, part))
    }
    const one = await sign(1, first)
    expect(one.method).toBe('PUT')
    expect(Date.parse(one.expires_at) - Date.now()).toBeLessThanOrEqual(60_000)
    for (const bytes of [Buffer.from(first.toReversed()), first.subarray(1)]) {
      expect(await isTaken(one, bytes)).toBe(false)
    }
    const elsewhere = { ...one, url: one.url.replace('partNumber=1', 'partNumber=2') }
    expect(await isTaken(elsewhere, first)).toBe(false)
    expect(await isTaken({ ...one, headers: {} }, first)).toBe(false)
    expect(await storage.parts(upload)).toEqual([])

    expect(await isTaken(one, first)).toBe(true)
    expect(await isTaken(await sign(2, last), last)).toBe(true)
    const parts = await storage.parts(upload)
    expect(parts).toMatchObject([
      { number: 1, size_bytes: first.length, sha256: sha256(first) },
      { number: 2, size_bytes: last.length, sha256: sha256(last) },
    ])
    expect(await storage.complete(upload, parts)).toEqual({ size_bytes: first.length + last.length })
    expect((await buffer(await storage.read('up'))).equals(Buffer.concat([first, last]))).toBe(true)
  })

  it('is an object, in ranges too, with the headers that were said', async () => {
    const storage = await opened()
    await storage.put('objects/ü +&', Readable.from([last]))
    const content_disposition = `attachment; filename="a';b_c%41 (1)__.txt"; filename*=UTF-8''a%27%3Bb%5Cc%2541%E9%8D%B5`
    const read = { expires_seconds: 60, content_disposition, content_type: 'text/csv' }
    const request = signed(await storage.signRead('objects/ü +&', read))
    const answer = await send(request)
    expect(await answer.text()).toBe('the end')
    expect(answer.headers.get('content-type')).toBe('text/csv')
    expect(answer.headers.get('content-disposition')).toBe(content_disposition)
    const part = await send(request, { headers: { range: 'bytes=4-' } })
    expect([part.status, await part.text()]).toEqual([206, 'end'])
  })

  it('is nothing for who changes a signed address, or comes late', async () => {
    const storage = await opened()
    await storage.put('objects/a', Readable.from([last]))
    await storage.put('objects/b', Readable.from([last]))
    const read = { expires_seconds: 60, content_disposition: 'attachment', content_type: 'text/plain' }
    const request = signed(await storage.signRead('objects/a', read))
    const changed = [
      request.url.replace('%3Da', '%3Db'),
      request.url.replace('X-Amz-Expires=60', 'X-Amz-Expires=6000'),
      request.url.replace(/X-Amz-Signature=./, 'X-Amz-Signature=z'),
      request.url.replace('response-content-type=text%2Fplain', 'response-content-type=text%2Fhtml'),
    ]
    for (const url of changed) {
      expect(url).not.toBe(request.url)
      expect((await send({ ...request, url })).status).toBe(403)
    }
    for (const method of ['PUT', 'DELETE']) expect((await send(request, { method })).status).toBe(403)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 })
    onTestFinished(() => void vi.useRealTimers())
    const late = signed(await (await opened()).signRead('objects/a', read))
    expect((await send(late)).status).toBe(403)
  })

  it('goes to the address that clients know, or to none where they are to know none', async () => {
    const storage = await opened('?public_endpoint=https://s3.example.org')
    const read = { expires_seconds: 60, content_disposition: 'attachment', content_type: 'text/plain' }
    const { url } = signed(await storage.signRead('objects/a', read))
    expect(new URL(url).host).toBe('s3.example.org')
    const hidden = await opened('?direct=false')
    const upload = { key: 'up', upload_id: await hidden.begin('up') }
    const part = { number: 1, size_bytes: 1, sha256: sha256(last), expires_seconds: 60 }
    expect(await hidden.signRead('objects/a', read)).toBeUndefined()
    expect(await hidden.signPart(upload, part)).toBeUndefined()
  })

  it('is what several processes have sent of one upload', async () => {
    const url = server().newUrl()
    const [one, other] = [await openStorage(url), await openStorage(url)]
    const upload = { key: 'up', upload_id: await one.begin('up') }
    const parts = await Promise.all([
      one.part(upload, { number: 1, offset: 0, body: Readable.from([first]) }),
      other.part(upload, { number: 2, offset: first.length, body: Readable.from([last]) }),
    ])
    const completed = await Promise.all([one.complete(upload, parts), other.complete(upload, parts)])
    expect(completed).toEqual(Array(2).fill({ size_bytes: first.length + last.length }))
    expect(await text(await other.read('up', { start: first.length }))).toBe('the end')
  })
})

function signed(request: SignedRequest | undefined): SignedRequest {
  if (!request) throw new Error('The store has signed nothing.')
  return request
}

interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer
}

/** As a client does: the length is that of the body. */
async function send({ url, method, headers }: SignedRequest, sent: Sent = {}): Promise<Response> {
  const { 'content-length': _, ...others } = headers
  return fetch(url, {
    method: sent.method ?? method,
    headers: { ...others, ...sent.headers },
    ...(sent.body && { body: new Uint8Array(sent.body) }),
  })
}

/** Who is refused before all is sent may see no more than a connection that breaks. */
async function isTaken(request: SignedRequest, body: Buffer): Promise<boolean> {
  return send(request, { body }).then(
    ({ ok }) => ok,
    () => false,
  )
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
