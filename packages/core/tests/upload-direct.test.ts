import { createHash, randomBytes } from 'node:crypto'
import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Actor } from '@assay/access'
import { addUser } from '@assay/engine/testing'
import type { SignedParts, Upload } from '@assay/schemas'
import { openStorage } from '@assay/storage'
import { type S3Server, s3ServerMissing, startS3Server } from '@assay/storage/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDataset } from '../src/data/new-version.ts'
import { Arrivals } from '../src/file/arrivals.ts'
import { hashStoredBlob } from '../src/file/blob-hash.ts'
import { signUploadParts } from '../src/file/direct-upload.ts'
import { appendToUpload, completeUpload, createUpload, getOwnUpload } from '../src/file/upload.ts'
import type { OpenCore } from '../src/open-core.ts'
import { openTestCore } from './open-test-core.ts'

const mebibyte = 1024 * 1024
const part_bytes = 16 * mebibyte
const everything = randomBytes(2 * part_bytes + 5)
const numbers = [1, 2, 3]
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const partOf = (number: number) => everything.subarray((number - 1) * part_bytes, number * part_bytes)
const announce = (number: number, bytes = partOf(number)) => ({
  number,
  size_bytes: bytes.length,
  sha256: hashOf(bytes),
})

describe('an upload straight to the store', () => {
  const missing = s3ServerMissing('versitygw')
  let server: S3Server | undefined

  beforeAll(async () => {
    if (missing === undefined) server = await startS3Server('versitygw')
  })

  beforeEach(({ skip }) => {
    skip(missing !== undefined, missing)
    for (const [variable, value] of Object.entries(server?.env ?? {})) vi.stubEnv(variable, value)
  })

  afterAll(async () => {
    vi.unstubAllEnvs()
    await server?.[Symbol.asyncDispose]()
  })

  /** Core over a bucket. */
  async function openBucketCore() {
    await using stack = new AsyncDisposableStack()
    const core = stack.use(await openTestCore({ max_upload_bytes: 2 ** 40 }))
    const url = server?.newUrl() ?? ''
    const storage = stack.use(await openStorage(url))
    const actor: Actor = { user_id: await addUser(core.db), email: 'somebody@example.org', groups: ['users'] }
    const open = stack.move()
    return { core: { ...core, storage }, url, actor, [Symbol.asyncDispose]: () => open.disposeAsync() }
  }

  const begin = (core: OpenCore, actor: Actor, sha256?: string): Promise<Upload> =>
    createUpload(core, actor, { filename: 'a.csv', size_bytes: everything.length, sha256 })

  async function send({ parts }: SignedParts, bytes: (number: number) => Uint8Array<ArrayBuffer>): Promise<number[]> {
    const sending = parts.map(async ({ number, request: { method, url, headers } }) => {
      const { 'content-length': _, ...sent } = headers
      const answer = await fetch(url, { method, headers: sent, body: bytes(number) }).catch(() => undefined)
      await answer?.body?.cancel()
      // a store that refuses may close the connection while bytes are on their way
      return answer?.status ?? 0
    })
    return Promise.all(sending)
  }

  const stored = async (core: OpenCore) => {
    const { object_key } = await core.db.selectFrom('blobs').select('object_key').executeTakeFirstOrThrow()
    return buffer(await core.storage.read(object_key))
  }

  it('takes parts beside each other, in any order, and has the hash of all once it was read', async () => {
    await using opened = await openBucketCore()
    const { core, actor } = opened
    const upload = await begin(core, actor)
    expect(upload.direct).toEqual({ part_bytes, parts: [] })
    const { id: upload_id } = upload
    const signed = await signUploadParts(core, actor, { upload_id, parts: [3, 1, 2].map((part) => announce(part)) })
    expect(await send(signed, partOf)).toEqual([200, 200, 200])
    const whole = await completeUpload(core, actor, { upload_id, size_bytes: everything.length })
    expect(whole).toMatchObject({ state: 'complete', received_bytes: everything.length, direct: null, sha256: null })
    expect((await stored(core)).equals(everything)).toBe(true)
    const { rows } = await sql<{ data: { blob_id: string } }>`
      select data from pgboss.job where name = 'blob.hash'`.execute(core.db)
    for (const { data } of [...rows, ...rows]) await hashStoredBlob(core, data)
    const blob = await core.db.selectFrom('blobs').selectAll().executeTakeFirstOrThrow()
    expect(blob).toMatchObject({ sha256: hashOf(everything), size_bytes: everything.length })
    await expect(createDataset(core, actor, { upload_id })).resolves.toMatchObject({ is_new: true })
  })

  it('goes on with the parts that are not there after client and server were killed', async () => {
    await using opened = await openBucketCore()
    const { core, actor, url } = opened
    const { id: upload_id } = await begin(core, actor)
    await send(await signUploadParts(core, actor, { upload_id, parts: [announce(2)] }), partOf)
    await using storage = await openStorage(url)
    const other = { ...core, storage, arrivals: new Arrivals() }
    expect(await getOwnUpload(other, actor, { upload_id })).toMatchObject({
      received_bytes: part_bytes,
      direct: { part_bytes, parts: [2] },
    })
    const early = completeUpload(other, actor, { upload_id, size_bytes: everything.length })
    await expect(early).rejects.toMatchObject({ code: 'UPLOAD_INCOMPLETE', data: { received_bytes: part_bytes } })
    await send(await signUploadParts(other, actor, { upload_id, parts: [announce(1), announce(3)] }), partOf)
    const complete = () => completeUpload(other, actor, { upload_id, size_bytes: everything.length })
    expect(await Promise.all([complete(), complete()])).toMatchObject([{ state: 'complete' }, { state: 'complete' }])
    // as if the process had been killed between the object and its row
    await core.db.updateTable('uploads').set({ state: 'open', blob_id: null }).execute()
    await core.db.deleteFrom('blobs').execute()
    expect(await completeUpload(core, actor, { upload_id, size_bytes: everything.length })).toMatchObject({
      state: 'complete',
    })
    expect((await stored(core)).equals(everything)).toBe(true)
  })

  it('counts no part of another length, or with other bytes than were announced', async () => {
    await using opened = await openBucketCore()
    const { core, actor } = opened
    const { id: upload_id } = await begin(core, actor)
    const sign = (parts: ReturnType<typeof announce>[]) => signUploadParts(core, actor, { upload_id, parts })
    for (const [part, path] of [
      [announce(1, everything.subarray(0, 5)), 'parts.0.size_bytes'],
      [{ ...announce(3), number: 4 }, 'parts.0.number'],
    ] as const) {
      const data = { issues: [{ path, message: expect.any(String) }] }
      await expect(sign([part])).rejects.toMatchObject({ code: 'INPUT_INVALID', data })
    }
    const signed = await sign(numbers.map((number) => announce(number)))
    const others = randomBytes(part_bytes)
    const [first] = signed.parts
    for (const bytes of [others, partOf(1).subarray(1)]) {
      const [status] = await send({ parts: first ? [first] : [] }, () => new Uint8Array(bytes))
      expect(status).not.toBe(200)
    }
    await send(signed, partOf)
    // announced anew with other bytes, of which none have come
    await sign([announce(1, others)])
    expect((await getOwnUpload(core, actor, { upload_id })).direct?.parts).toEqual([2, 3])
    const early = completeUpload(core, actor, { upload_id, size_bytes: everything.length })
    await expect(early).rejects.toMatchObject({ code: 'UPLOAD_INCOMPLETE' })
    await sign([announce(1)])
    expect(await completeUpload(core, actor, { upload_id, size_bytes: everything.length })).toMatchObject({
      state: 'complete',
    })
  })

  it('keeps nothing of bytes that have another hash in all than was announced', async () => {
    await using opened = await openBucketCore()
    const { core, actor } = opened
    const announced = hashOf(Buffer.from('others'))
    const { id: upload_id } = await begin(core, actor, announced)
    const sendAll = async () =>
      send(await signUploadParts(core, actor, { upload_id, parts: numbers.map((number) => announce(number)) }), partOf)
    await sendAll()
    const complete = () => completeUpload(core, actor, { upload_id, size_bytes: everything.length })
    const data = { announced, received: hashOf(everything) }
    await expect(complete()).rejects.toMatchObject({ code: 'UPLOAD_ALTERED', data })
    expect(await getOwnUpload(core, actor, { upload_id })).toMatchObject({
      state: 'open',
      received_bytes: 0,
      direct: { parts: [] },
    })
    await core.db.updateTable('uploads').set({ sha256: data.received }).execute()
    await sendAll()
    expect(await complete()).toMatchObject({ state: 'complete', sha256: data.received })
    const again = await begin(core, actor, data.received)
    expect(again).toMatchObject({ state: 'complete', direct: null })
  })

  it('comes either straight to the store or through Assay, and not both', async () => {
    await using opened = await openBucketCore()
    const { core, actor } = opened
    const body = () => Readable.from([partOf(3)])
    const { id: straight } = await begin(core, actor)
    await signUploadParts(core, actor, { upload_id: straight, parts: [announce(1)] })
    const mixed = appendToUpload(core, actor, { upload_id: straight, offset: 0, body: body() })
    await expect(mixed).rejects.toMatchObject({ code: 'UPLOAD_SENT_OTHERWISE', data: { direct: true } })
    const { id: through } = await begin(core, actor)
    await appendToUpload(core, actor, { upload_id: through, offset: 0, body: body() })
    expect((await getOwnUpload(core, actor, { upload_id: through })).direct).toBeNull()
    const small = await createUpload(core, actor, { filename: 'a', size_bytes: part_bytes })
    for (const upload_id of [through, small.id]) {
      const refused = signUploadParts(core, actor, { upload_id, parts: [announce(1)] })
      await expect(refused).rejects.toMatchObject({ code: 'UPLOAD_SENT_OTHERWISE', data: { direct: false } })
    }
  })

  it('is signed for its owner alone', async () => {
    await using opened = await openBucketCore()
    const { core, actor } = opened
    const { id: upload_id } = await begin(core, actor)
    const other: Actor = { user_id: await addUser(core.db), email: 'other@example.org', groups: ['users'] }
    const foreign = signUploadParts(core, other, { upload_id, parts: [announce(1)] })
    await expect(foreign).rejects.toMatchObject({ code: 'UPLOAD_NOT_FOUND' })
    const { parts } = await signUploadParts(core, actor, { upload_id, parts: [announce(1)] })
    expect(Date.parse(parts[0]?.request.expires_at ?? '') - Date.now()).toBeLessThanOrEqual(3_600_000)
  })

  it('loses at most what was under way when bytes come through Assay in small bodies', async () => {
    await using opened = await openBucketCore()
    const { core, actor } = opened
    const bytes = everything.subarray(0, 12 * mebibyte)
    const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: bytes.length })
    for (let offset = 0; offset < bytes.length; offset += 3 * mebibyte) {
      const body = new PassThrough()
      const part = appendToUpload(core, actor, { upload_id, offset, body })
      body.end(bytes.subarray(offset, offset + 3 * mebibyte))
      expect((await part).received_bytes).toBe(offset + 3 * mebibyte)
    }
    expect((await stored(core)).equals(bytes)).toBe(true)
  })
})
