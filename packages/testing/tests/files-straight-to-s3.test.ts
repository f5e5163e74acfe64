import { createHash } from 'node:crypto'
import { Assay, AssayError } from '@assay/sdk'
import { s3ServerMissing, startS3Server } from '@assay/storage/testing'
import { afterEach, expect, it, vi } from 'vitest'
import { startPlatform } from '../src/index.ts'

const missing = s3ServerMissing('versitygw')

afterEach(() => vi.unstubAllEnvs())

/** Bytes that are no others'. */
function bytesOf(length: number, seed: number): Buffer {
  return Buffer.from(Uint32Array.from({ length: length / 4 }, (_, at) => (at * 2_654_435_761 + seed) >>> 0).buffer)
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

it('sends the parts of a large file straight to the store, goes on there, and through the server where that is out of reach', async ({
  skip,
}) => {
  skip(missing !== undefined, missing)
  await using server = await startS3Server('versitygw')
  for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value)
  await using platform = await startPlatform({ storage_url: server.newUrl(), worker: false })
  const sent = { here: 0, store: 0 }
  let isOutOfReach = false
  const assay = new Assay({
    url: platform.url,
    apiKey: platform.user.key,
    retryDelay: 1,
    maxRetries: 0,
    fetch: async (input, init) => {
      const length = init?.body instanceof Uint8Array ? init.body.length : 0
      const isHere = String(input).startsWith(platform.url)
      if (!isHere && isOutOfReach) throw new TypeError('fetch failed')
      const answer = await fetch(input, init)
      sent[isHere ? 'here' : 'store'] += length
      return answer
    },
  })

  const large = bytesOf(40 * 1024 * 1024, 1)
  const file = await assay.files.upload(large, 'data/a.bin')
  expect(file).toMatchObject({ size_bytes: large.length, sha256: digest(large) })
  expect(sent).toEqual({ here: 0, store: large.length })
  expect(digest(await (await assay.files.download('data/a.bin')).bytes())).toBe(digest(large))

  // the same bytes cost none
  await assay.files.upload(large, 'data/b.bin')
  expect(sent).toEqual({ here: 0, store: large.length })

  // given up after a part, gone on with by whoever has the upload's id
  const other = bytesOf(40 * 1024 * 1024, 2)
  const giveUp = new AbortController()
  let upload_id: string | undefined
  sent.store = 0
  const uploading = assay.files.upload(other, 'data/c.bin', {
    signal: giveUp.signal,
    onProgress: (progress) => {
      upload_id = progress.upload_id
      if (progress.received_bytes > 0) giveUp.abort()
    },
  })
  const aborted: unknown = await uploading.catch((error: unknown) => error)
  expect(AssayError.is(aborted) && aborted.code).toBe('ABORTED')
  const before = sent.store
  const again = await assay.files.upload(other, 'data/c.bin', { upload_id })
  expect(again.sha256).toBe(digest(other))
  expect(sent.store - before).toBeLessThan(other.length)

  isOutOfReach = true
  sent.here = 0
  const third = bytesOf(20 * 1024 * 1024, 3)
  expect((await assay.files.upload(third, 'data/d.bin')).sha256).toBe(digest(third))
  expect(sent.here).toBe(third.length)
}, 60_000)
