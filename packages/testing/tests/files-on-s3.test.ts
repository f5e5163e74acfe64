import { Readable } from 'node:stream'
import { s3ServerMissing, startFaultProxy, startS3Server } from '@assay/storage/testing'
import { afterEach, expect, it, vi } from 'vitest'
import { startPlatform } from '../src/index.ts'

const missing = s3ServerMissing('versitygw')
const path = 'data/run 7/naïve 100% "1" 日本.txt'
const text = 'what the URL is for'

afterEach(() => vi.unstubAllEnvs())

it('sends who has a signed URL to the store, for some minutes, and nobody else', async ({ skip }) => {
  skip(missing !== undefined, missing)
  await using server = await startS3Server('versitygw')
  for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value)
  await using platform = await startPlatform({ storage_url: server.newUrl(), worker: false })
  const { core, client, url: base } = platform
  await client.files.upload(new Blob([text]), path)
  const { pathname } = new URL((await client.trpc.files.create_url.mutate({ path })).url)
  const asked = await fetch(`${base}${pathname}`, { redirect: 'manual' })
  expect([asked.status, asked.headers.get('cache-control')]).toEqual([302, 'no-store'])
  const address = new URL(asked.headers.get('location') ?? '')
  expect([address.origin, address.searchParams.get('X-Amz-Expires')]).toEqual([server.endpoint, '300'])
  const short = new URL((await client.trpc.files.create_url.mutate({ path, expires_seconds: 60 })).url)
  const sent = await fetch(base + short.pathname, { redirect: 'manual' })
  const left_seconds = Number(new URL(sent.headers.get('location') ?? '').searchParams.get('X-Amz-Expires'))
  expect(left_seconds).toBeGreaterThan(0)
  expect(left_seconds).toBeLessThanOrEqual(60)
  const range = await fetch(`${base}${pathname}`, { headers: { range: 'bytes=0-3' } })
  expect([range.status, await range.text()]).toEqual([206, 'what'])
  expect(range.headers.get('content-disposition')).toContain("filename*=UTF-8''na%C3%AFve%20100%25")
  const head = await fetch(`${base}${pathname}`, { method: 'HEAD', redirect: 'manual' })
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(text.length)])
  expect((await fetch(`${base}${pathname}x`, { redirect: 'manual' })).status).toBe(403)
  const { object_key } = await core.db.selectFrom('blobs').selectAll().executeTakeFirstOrThrow()
  await core.storage.put(object_key, Readable.from([Buffer.from('what it is not for')]))
  const damaged = await fetch(`${base}${pathname}`, { redirect: 'manual' })
  expect(await damaged.json()).toMatchObject({ code: 'OBJECT_DAMAGED' })
  await client.trpc.files.delete.mutate({ path })
  expect((await fetch(`${base}${pathname}`, { redirect: 'manual' })).status).toBe(403)
})

it('ends no download of a file whose bytes change on their way, also when they came whole before', async ({ skip }) => {
  skip(missing !== undefined, missing)
  await using server = await startS3Server('versitygw')
  await using proxy = await startFaultProxy(server.endpoint)
  for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value)
  vi.stubEnv('AWS_ENDPOINT_URL_S3', proxy.url)
  await using platform = await startPlatform({ storage_url: server.newUrl(), worker: false })
  const { client, user, url: base } = platform
  // in parts, of which stores attest no hash of the whole
  const bytes = 'some words '.repeat(1_000_000)
  await client.files.upload(new Blob([bytes]), path)
  const address = `${base}/api/v1/files/content?path=${encodeURIComponent(path)}`
  const download = async () => (await fetch(address, { headers: { authorization: `Bearer ${user.key}` } })).text()
  expect((await download()) === bytes).toBe(true)
  proxy.meet(({ method }) => (method === 'GET' ? { alters: 'answer' } : undefined))
  await expect(download()).rejects.toThrow()
})
