import { s3ServerMissing, startS3Server } from '@assay/storage/testing'
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
  const { client, url: base } = platform
  await client.files.upload(new Blob([text]), path)
  const { pathname } = new URL((await client.trpc.files.create_url.mutate({ path })).url)
  const asked = await fetch(`${base}${pathname}`, { redirect: 'manual' })
  expect([asked.status, asked.headers.get('cache-control')]).toEqual([302, 'no-store'])
  const address = new URL(asked.headers.get('location') ?? '')
  expect([address.origin, address.searchParams.get('X-Amz-Expires')]).toEqual([server.endpoint, '300'])
  const range = await fetch(`${base}${pathname}`, { headers: { range: 'bytes=0-3' } })
  expect([range.status, await range.text()]).toEqual([206, 'what'])
  expect(range.headers.get('content-disposition')).toContain("filename*=UTF-8''na%C3%AFve%20100%25")
  const head = await fetch(`${base}${pathname}`, { method: 'HEAD', redirect: 'manual' })
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(text.length)])
  expect((await fetch(`${base}${pathname}x`, { redirect: 'manual' })).status).toBe(403)
  await client.trpc.files.delete.mutate({ path })
  expect((await fetch(`${base}${pathname}`, { redirect: 'manual' })).status).toBe(403)
})
