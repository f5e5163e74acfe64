import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { fetchDataset } from '@assay/core'
import { AssayError } from '@assay/sdk'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { newsCsv, type Platform, startPlatform } from '../src/index.ts'

let platform: Platform

beforeAll(async () => {
  platform = await startPlatform({ max_upload_bytes: 4_000_000, settings: { max_storage_bytes: 40_000_000 } })
}, 60_000)

afterAll(() => platform[Symbol.asyncDispose]())

/** Listens until the test ends; its address. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}`
}

const csv = newsCsv(8)

function answer(body: string, headers: Record<string, string> = {}): RequestListener {
  return (_, response) => response.writeHead(200, headers).end(body)
}

async function failure(call: Promise<unknown>): Promise<AssayError> {
  const error: unknown = await call.catch((reason: unknown) => reason)
  if (!AssayError.is(error)) throw new Error('it did not fail', { cause: error })
  return error
}

async function objects(): Promise<number> {
  let count = 0
  for await (const _ of platform.core.storage.list('objects/')) count++
  return count
}

describe('a dataset from an address', () => {
  it('is there at once, is fetched, read, and keeps where it came from, but no key of the address', async () => {
    const url = await serve((request, response) => {
      if (request.url?.startsWith('/moved')) {
        return response.writeHead(302, { location: '/files/the%20news.csv?sig=of-the-store&part=2' }).end()
      }
      const headers = { etag: '"one"', 'last-modified': 'Mon, 30 Nov 2026 10:00:00 GMT' }
      return response.writeHead(200, headers).end(csv)
    })
    const { client } = platform
    const address = `${url}/moved?id=7&token=very-secret-key#top`
    const made = await client.datasets.createFromUrl(address, { wait: false })
    expect(made).toMatchObject({ state: 'ingesting', size_bytes: 0, source: { received_bytes: 0, fetched_at: null } })
    const dataset = await client.trpc.datasets.get.query({ dataset_id: made.id, wait_seconds: 20 })
    expect(dataset).toMatchObject({
      id: made.id,
      kind: 'table',
      state: 'ready',
      name: 'the news',
      version: 1,
      filename: 'the news.csv',
      format: 'csv',
      examples: 8,
      size_bytes: csv.length,
      error: null,
      waiting: null,
      source: {
        url: `${url}/moved?id=7&token=…`,
        final_url: `${url}/files/the%20news.csv?sig=…&part=2`,
        etag: '"one"',
        last_modified: 'Mon, 30 Nov 2026 10:00:00 GMT',
        received_bytes: csv.length,
        size_bytes: csv.length,
      },
    })
    expect(await (await client.datasets.download(dataset.id)).text()).toBe(csv)
    const kept = await platform.core.db.selectFrom('audit_entries').selectAll().execute()
    const rows = await platform.core.db.selectFrom('datasets').selectAll().execute()
    expect(JSON.stringify([kept, rows])).not.toMatch(/very-secret|of-the-store/)
    expect(await platform.core.db.selectFrom('dataset_fetches').selectAll().execute()).toEqual([])
  })

  it('is named by what the server calls the file, whatever the address is, and by its media type', async () => {
    const named = { 'content-disposition': `attachment; filename="x.txt"; filename*=UTF-8''..%2Fetc%2F%E6%96%B0.csv` }
    const first = await platform.client.datasets.createFromUrl(`${await serve(answer(csv, named))}/download?id=5`)
    expect(first).toMatchObject({ name: '新', filename: '新.csv', version: 1 })
    const typed = { 'content-type': 'text/csv; charset=utf-8' }
    const second = await platform.client.datasets.createFromUrl(`${await serve(answer(csv, typed))}/export`)
    expect(second).toMatchObject({ name: 'export', format: 'csv', examples: 8 })
  })

  it('is the version that is here where the bytes are the same, which the id that was given leads to', async () => {
    const { client } = platform
    const name = 'the same'
    const uploaded = await client.datasets.upload(new Blob([csv]), { name, filename: 'a.csv' })
    const before = await client.account.usage()
    const url = `${await serve(answer(csv))}/other.csv`
    const made = await client.datasets.createFromUrl(url, { name, wait: false })
    await expect
      .poll(async () => (await client.datasets.get(made.id)).id, { timeout: 20_000, interval: 50 })
      .toBe(uploaded.id)
    const again = await client.datasets.createFromUrl(url, { name })
    expect(again).toMatchObject({ id: uploaded.id, version: 1, is_new: false })
    expect(await client.datasets.list({ name }).toArray()).toHaveLength(1)
    expect(await client.account.usage()).toEqual(before)
    expect(await (await client.datasets.download(made.id)).text()).toBe(csv)
    // what was given for a version does not delete the one that was there before
    expect((await failure(client.datasets.delete(made.id))).code).toBe('DATASET_NOT_FOUND')
    const stranger = await platform.addUser()
    expect((await failure(stranger.client.datasets.get(made.id))).code).toBe('DATASET_NOT_FOUND')
  })

  it('goes on where the connection broke, as long as something comes, and asks for the same bytes only', async () => {
    const body = newsCsv(8_000)
    const asked: (string | undefined)[] = []
    const url = await serve((request, response) => {
      const { range } = request.headers
      asked.push(range)
      const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
      if (range !== undefined && request.headers['if-range'] !== '"v1"') throw new Error('not the same')
      const rest = Buffer.from(body).subarray(start)
      response.writeHead(start > 0 ? 206 : 200, {
        etag: '"v1"',
        'content-length': rest.length,
        ...(start > 0 && { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` }),
      })
      if (asked.length === 5) response.end(rest)
      else response.write(rest.subarray(0, 600_000), () => response.destroy())
    })
    const dataset = await platform.client.datasets.createFromUrl(`${url}/long.csv`)
    expect(dataset).toMatchObject({ state: 'ready', examples: 8_000, size_bytes: body.length })
    expect(asked).toHaveLength(5)
    expect(asked[0]).toBeUndefined()
    expect(asked.slice(1).every((range) => /^bytes=[1-9]\d*-$/.test(range ?? ''))).toBe(true)
    expect(await (await platform.client.datasets.download(dataset.id)).text()).toBe(body)
  }, 30_000)

  it('begins anew where the bytes have changed in between, so that no two are mixed', async () => {
    let version = 0
    const bodies = [newsCsv(2_000), newsCsv(2_500)]
    const url = await serve((_, response) => {
      const body = Buffer.from(bodies[Math.min(version, 1)] ?? '')
      response.writeHead(200, { etag: `"v${version}"`, 'content-length': body.length })
      version += 1
      if (version === 2) response.end(body)
      else response.write(body.subarray(0, 500_000), () => response.destroy())
    })
    const dataset = await platform.client.datasets.createFromUrl(`${url}/changing.csv`)
    expect(dataset).toMatchObject({ examples: 2_500 })
    expect(await (await platform.client.datasets.download(dataset.id)).text()).toBe(bodies[1])
  }, 30_000)

  it.each([
    ['nothing is there', 404, {}, 'no', 'FETCH_REFUSED', /answers 404: it has nothing at this address/],
    ['it needs a sign-in', 401, {}, 'no', 'FETCH_REFUSED', /answers 401: it asks who calls/],
    [
      'it is a web page',
      200,
      { 'content-type': 'text/html' },
      ' <p>Download',
      'FETCH_REFUSED',
      /a web page, and no table/,
    ],
    ['it is a page that says otherwise', 200, {}, '\ufeff<!DOCTYPE html><html>', 'FETCH_REFUSED', /a web page/],
    ['it is too large by what it says', 200, { 'content-length': '5000000' }, '', 'UPLOAD_TOO_LARGE', /4000000 bytes/],
    ['it is too large by what comes', 200, {}, 'a,b\n'.repeat(1_250_000), 'UPLOAD_TOO_LARGE', /4000000 bytes/],
    ['it is no table', 200, {}, 'a,b\n1\n2,3,4\n', 'TABLE_INVALID', /line/],
  ] as const)('fails for good, and keeps nothing, where %s', async (_, status, headers, body, code, message) => {
    const url = await serve((__, response) => response.writeHead(status, headers).end(body))
    const before = await objects()
    const made = await platform.client.datasets.createFromUrl(`${url}/a.csv`, { name: 'refused', wait: false })
    const dataset = await platform.client.trpc.datasets.get.query({ dataset_id: made.id, wait_seconds: 20 })
    expect(dataset).toMatchObject({ state: 'failed', error: { code, message: expect.stringMatching(message) } })
    await platform.client.datasets.delete(made.id)
    await expect.poll(objects, { timeout: 10_000 }).toBe(before)
  })

  it('is refused at once by an address that says where it leads, else when it is looked up or redirects', async () => {
    const { client } = platform
    for (const url of ['http://10.0.0.1/a.csv', 'http://169.254.169.254/latest/a.csv', 'http://[fd00::1]/a.csv']) {
      expect((await failure(client.datasets.createFromUrl(url))).code).toBe('URL_REFUSED')
    }
    for (const url of [
      'ftp://example.org/a.csv',
      'file:///etc/passwd',
      'https://me:secret@example.org/a.csv',
      'a.csv',
    ]) {
      const error = await failure(client.datasets.createFromUrl(url))
      expect(error.code).toBe('INPUT_INVALID')
      expect(error.message).not.toContain('secret')
    }
    const url = await serve((_, response) => response.writeHead(302, { location: 'http://10.0.0.1/a.csv' }).end())
    const error = await failure(client.datasets.createFromUrl(`${url}/a.csv`))
    expect(error).toMatchObject({ code: 'URL_REFUSED', message: expect.stringContaining('private') })
  })

  it('says what it waits for while the server there is away, and can be deleted meanwhile', async () => {
    const { client } = platform
    const url = await serve((_, response) => response.writeHead(503).end())
    const made = await client.datasets.createFromUrl(`${url}/a.csv`, { name: 'away', wait: false })
    await expect
      .poll(async () => (await client.datasets.get(made.id)).waiting, { timeout: 10_000, interval: 50 })
      .toMatchObject({ code: 'FETCH_FAILED', message: expect.stringContaining('it answers 503') })
    await client.datasets.delete(made.id)
    expect((await failure(client.datasets.get(made.id))).code).toBe('DATASET_NOT_FOUND')
    await fetchDataset(platform.core, { dataset_id: made.id }, { signal: new AbortController().signal })
  })

  it('is made once however often its message is handled, also at once', async () => {
    const held = Promise.withResolvers<void>()
    const url = await serve(async (_, response) => {
      response.writeHead(200, { etag: '"x"' }).write(csv.slice(0, 100))
      await held.promise
      response.end(csv.slice(100))
    })
    const { client, core } = platform
    const made = await client.datasets.createFromUrl(`${url}/twice.csv`, { wait: false })
    const { signal } = new AbortController()
    const again = [1, 2].map(() => fetchDataset(core, { dataset_id: made.id }, { signal }).catch(() => undefined))
    held.resolve()
    await Promise.all(again)
    const dataset = await client.trpc.datasets.get.query({ dataset_id: made.id, wait_seconds: 20 })
    expect(dataset).toMatchObject({ state: 'ready', examples: 8 })
    await fetchDataset(core, { dataset_id: made.id }, { signal })
    expect(await (await client.datasets.download(made.id)).text()).toBe(csv)
    expect(await client.datasets.list({ name: 'twice' }).toArray()).toHaveLength(1)
  }, 30_000)
})

describe('a dataset of files', () => {
  it('is made, listed, and downloaded over the SDK, and shared like any dataset', async () => {
    const { client } = platform
    const table = await client.datasets.upload(new Blob([csv]), { name: 'shown', filename: 'shown.csv' })
    const { path } = await client.trpc.files.get.query({ path: 'data/datasets/shown/1/shown.csv' })
    const again = await client.datasets.createFromFiles(path, { name: 'shown' })
    expect(again).toMatchObject({ id: table.id, is_new: false })
    const set = await client.datasets.createFromFiles('data/datasets/shown', { name: 'set' })
    expect(set).toMatchObject({ kind: 'files', state: 'ready', is_new: true })
    const files = await client.datasets.files('set').toArray()
    expect(files).toMatchObject([{ path: '1/shown.csv', size_bytes: csv.length, content_type: 'text/csv' }])
    const file = await client.datasets.downloadFile('set', '1/shown.csv')
    expect([file.filename, await file.text()]).toEqual(['shown.csv', csv])
    const other = await platform.addUser()
    expect((await failure(other.client.datasets.downloadFile(set.id, '1/shown.csv'))).code).toBe('DATASET_NOT_FOUND')
    await client.shares.create({ dataset_id: set.id, with: { email: other.actor.email } })
    expect(await (await other.client.datasets.downloadFile(set.id, '1/shown.csv')).text()).toBe(csv)
    const task = { type: 'summarization' } as const
    const experiment = await client.experiments.create({ name: 'x', dataset_id: set.id, task })
    const evaluation = client.experiments.evaluate(experiment.id, { models: ['lead-1'] })
    expect((await failure(evaluation)).code).toBe('DATASET_NOT_A_TABLE')
  })
})
