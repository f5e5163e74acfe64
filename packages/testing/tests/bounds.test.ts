import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { newsCsv, startPlatform } from '../src/index.ts'
import { metricCode, writeMetricFile } from './metric-file.ts'

const timeout = 60_000

it('answers others while one user asks for hundreds of pages at once', { timeout }, async () => {
  await using platform = await startPlatform({ worker: true })
  const [greedy, other] = [await platform.addUser(), await platform.addUser()]
  const upload = ({ client }: typeof greedy) =>
    client.datasets.upload(new Blob([newsCsv(3_000)]), { name: 'news', filename: 'news.csv' })
  const [theirs, ours] = [await upload(greedy), await upload(other)]
  const rows = (key: string, dataset_id: string) =>
    fetch(`${platform.url}/api/v1/datasets/${dataset_id}/rows`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ limit: 1000 }),
    }).then(async (response) => {
      await response.text()
      return response.status
    })
  let answered = 0
  const ask = async () => {
    const status = await rows(greedy.key, theirs.id)
    answered += 1
    return status
  }
  const flood = Promise.all(Array.from({ length: 300 }, ask))
  const statuses = [await rows(other.key, ours.id), await rows(other.key, ours.id), await rows(other.key, ours.id)]
  expect(statuses).toEqual([200, 200, 200])
  expect(answered).toBeLessThan(300)
  for (const status of await flood) expect([200, 503]).toContain(status)
})

it('ends what a client has asked for when the client leaves, and lets nobody else wait for it', {
  timeout,
}, async () => {
  const score = "while (prediction === 'stuck'); return { stuck: 1 }"
  await using file = await writeMetricFile(metricCode({ name: 'stuck', score }))
  await using platform = await startPlatform({ worker: false, metric_modules: [file.path] })
  const other = await platform.addUser()
  const asked = Array.from({ length: 3 }, () => {
    const leaving = new AbortController()
    const answer = fetch(`${platform.url}/api/v1/metrics/explain`, {
      method: 'POST',
      headers: { authorization: `Bearer ${platform.user.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ metric: 'stuck', prediction: 'stuck' }),
      signal: leaving.signal,
    }).catch((error: unknown) => error)
    return { leaving, answer }
  })
  await expect(Promise.race([asked[0]?.answer, delay(100, 'still computing')])).resolves.toBe('still computing')
  for (const { leaving } of asked) leaving.abort()
  const began = performance.now()
  expect(await other.client.metrics.explain({ metric: 'stuck', prediction: 'fine' })).toMatchObject({
    scores: { stuck: 1 },
  })
  // three that hang would have taken ten seconds each
  expect(performance.now() - began).toBeLessThan(9_000)
})

it('says that a text takes too long to score, and not that the server failed', { timeout }, async () => {
  const score = "while (prediction === 'stuck'); return { stuck: 1 }"
  await using file = await writeMetricFile(metricCode({ name: 'stuck', score }))
  await using platform = await startPlatform({ worker: false, metric_modules: [file.path] })
  await expect(platform.client.metrics.explain({ metric: 'stuck', prediction: 'stuck' })).rejects.toMatchObject({
    code: 'COMPUTATION_TOO_LARGE',
    status: 422,
    retryable: false,
    data: { limit_seconds: 10 },
  })
})
