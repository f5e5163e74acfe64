import { sweepExpired } from '@assay/core'
import { newId } from '@assay/db'
import { submitRuns, transactAround } from '@assay/engine'
import { AssayError, verifyWebhook, type WebhookPayload } from '@assay/sdk'
import { sql } from 'kysely'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  newsCsv,
  type Platform,
  type ReceivedCall,
  startPlatform,
  startWebhookReceiver,
  type WebhookReceiver,
} from '../../src/index.ts'
import { ask } from '../ask.ts'
import { bringForward, endRun } from './scene.ts'

let platform: Platform
let receiver: WebhookReceiver

beforeAll(async () => {
  platform = await startPlatform({ settings: { public_url: 'https://assay.example.org' } })
  receiver = await startWebhookReceiver(({ path }, response) => {
    if (path.startsWith('/hangs')) return undefined
    if (path === '/moved') response.setHeader('location', `${receiver.url}/elsewhere`)
    return Number(/^\/(\d{3})/.exec(path)?.[1] ?? 204)
  })
})

afterAll(async () => {
  await receiver[Symbol.asyncDispose]()
  await platform[Symbol.asyncDispose]()
})

function read({ body }: ReceivedCall): WebhookPayload {
  return JSON.parse(body)
}

function headersOf({ headers }: ReceivedCall): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

/** A user with a webhook at a path of the receiver. */
async function addHooked(path: string, params: object = {}) {
  const user = await platform.addUser()
  const webhook = await user.client.webhooks.create({ url: receiver.url + path, ...params })
  return { ...user, webhook, owner_id: user.actor.user_id }
}

it('calls an address when an evaluation has ended, signed as every library of Standard Webhooks checks it', async () => {
  const { client, webhook } = await addHooked('/evaluated')
  const { id: dataset_id } = await client.datasets.upload(new Blob([newsCsv(4)]), { name: 'n', filename: 'news.csv' })
  const task = { type: 'summarization' } as const
  const { id: experiment_id } = await client.experiments.create({ name: 'news', dataset_id, task })
  const [run] = await client.experiments.evaluate(experiment_id, { models: ['lead-1'], metrics: ['rouge'] })
  const call = await receiver.next('/evaluated')
  const checked = new Webhook(webhook.secret).verify(call.body, headersOf(call))
  expect(checked).toEqual(read(call))
  expect(await verifyWebhook(Buffer.from(call.body), call.headers, webhook.secret)).toEqual(checked)
  const { started_at, finished_at } = await client.runs.get(run?.id ?? '')
  expect(checked).toEqual({
    type: 'run.succeeded',
    timestamp: finished_at,
    is_example: false,
    data: {
      ...{ run_id: run?.id, run_name: 'lead-1', job_id: null, job_name: null, experiment_id },
      ...{ state: 'succeeded', error: null, started_at, finished_at },
      link: `https://assay.example.org/api/v1/runs/${run?.id}`,
    },
  })
  const delivery = () => client.webhooks.delivery(call.id)
  await expect.poll(async () => (await delivery()).state).toBe('delivered')
  expect(await delivery()).toMatchObject({ attempts: 1, status_code: 204, error: null, next_attempt_at: null })
  // the same examples again: the run has ended when it is submitted
  const [reused] = await client.experiments.evaluate(experiment_id, { models: ['lead-1'], metrics: ['rouge'] })
  const second = await receiver.next('/evaluated')
  expect(read(second).data).toMatchObject({ run_id: reused?.id, experiment_id })
  expect(second.id).not.toBe(call.id)
}, 60_000)

it('is refused by the client where it was signed otherwise, changed, old, or has no signature', async () => {
  const { webhook, owner_id } = await addHooked('/verified')
  await endRun(platform, { owner_id, jobs: { a: 'succeeded' } })
  const { body, headers } = await receiver.next('/verified')
  const other = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
  const old = { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 301) }
  const calls = [
    [body, headers, other],
    [body, headers, 'no secret'],
    [body.replace('succeeded', 'failed'), headers, webhook.secret],
    [body, old, webhook.secret],
    [body, { ...headers, 'webhook-signature': 'v1,%%% v2,x' }, webhook.secret],
    [body, {}, webhook.secret],
  ] as const
  for (const [given, with_headers, secret] of calls) {
    await expect(verifyWebhook(given, with_headers, secret)).rejects.toSatisfy((error) =>
      AssayError.is(error, 'WEBHOOK_UNVERIFIED'),
    )
  }
})

it('tells what was asked for alone: which ends, of runs or jobs, of one experiment, and of its owner', async () => {
  const { client, owner_id } = await addHooked('/runs')
  const { id: dataset_id } = await client.datasets.upload(new Blob([newsCsv(2)]), { name: 'n', filename: 'news.csv' })
  const task = { type: 'summarization' } as const
  const { id: experiment_id } = await client.experiments.create({ name: 'chosen', dataset_id, task })
  await client.webhooks.create({ url: `${receiver.url}/jobs`, events: ['job.failed', 'job.stopped'] })
  await client.webhooks.create({ url: `${receiver.url}/all`, events: ['*'] })
  await client.webhooks.create({ url: `${receiver.url}/chosen`, events: ['run.*'], experiment_id: 'chosen' })
  await addHooked('/of-somebody-else', { events: ['*'] })
  await endRun(platform, { owner_id, jobs: { a: 'succeeded', b: 'failed', c: 'stopped' } })
  await endRun(platform, { owner_id, group_id: experiment_id, name: 'in it', jobs: { a: 'stopped' } })
  const callsTo = async (path: string, count: number) => {
    await expect.poll(() => receiver.calls.filter((call) => call.path === path).length, { timeout: 10_000 }).toBe(count)
    const told = receiver.calls.filter((call) => call.path === path).map(read)
    return told.map(({ type, data }) => [type, data.job_name ?? data.run_name].join(' ')).toSorted()
  }
  const all = [
    'job.failed b',
    'job.stopped a',
    'job.stopped c',
    'job.succeeded a',
    'run.failed a run',
    'run.stopped in it',
  ]
  expect(await callsTo('/all', 6)).toEqual(all)
  expect(await callsTo('/runs', 2)).toEqual(['run.failed a run', 'run.stopped in it'])
  expect(await callsTo('/jobs', 3)).toEqual(['job.failed b', 'job.stopped a', 'job.stopped c'])
  expect(await callsTo('/chosen', 1)).toEqual(['run.stopped in it'])
  expect(await callsTo('/of-somebody-else', 0)).toEqual([])
  const failed = receiver.calls.find(({ path, body }) => path === '/runs' && body.includes('run.failed'))
  expect(failed && read(failed).data.error).toEqual({ code: 'INFERENCE_FAILED', message: 'Too many examples failed.' })
  expect(receiver.calls.some(({ body }) => body.includes('text of an example'))).toBe(false)
})

it('tells of a run that is stopped before it began', async () => {
  const { client, owner_id } = await addHooked('/stopped')
  const job = { name: 'a', kind: 'of no worker', spec: {}, needs: [], fingerprint: null }
  const [run_id = ''] = await transactAround(platform.core, (held) =>
    submitRuns(held, [{ owner_id, name: 'waits', jobs: [job] }]),
  )
  await client.runs.stop(run_id)
  expect(read(await receiver.next('/stopped'))).toMatchObject({ type: 'run.stopped', data: { run_id } })
})

it('tries again after seconds what was not taken, with the same id and another time, until it is', async () => {
  const { client, owner_id, webhook } = await addHooked('/500')
  await endRun(platform, { owner_id, jobs: { a: 'failed' } })
  const first = await receiver.next('/500')
  const delivery = () => client.webhooks.delivery(first.id)
  await expect.poll(async () => (await delivery()).attempts).toBe(1)
  const failed = await delivery()
  expect(failed).toMatchObject({ state: 'pending', status_code: 500, error: 'It answered 500.' })
  const wait_ms = Date.parse(failed.next_attempt_at ?? '') - Date.parse(failed.attempted_at ?? '')
  expect(wait_ms).toBeGreaterThanOrEqual(5_000)
  expect(wait_ms).toBeLessThanOrEqual(7_000)
  expect(await client.webhooks.get(webhook.id)).toMatchObject({ state: 'failing' })
  await client.webhooks.update(webhook.id, { url: `${receiver.url}/well` })
  await bringForward(platform, 'webhook.deliver')
  const second = await receiver.next('/well')
  expect([second.id, second.body]).toEqual([first.id, first.body])
  new Webhook(webhook.secret).verify(second.body, headersOf(second))
  await expect.poll(async () => (await delivery()).state).toBe('delivered')
  expect(await client.webhooks.get(webhook.id)).toMatchObject({ state: 'enabled', failing_since: null })
})

it('follows no redirect, and disables an address that says it is gone', async () => {
  const { client, owner_id, webhook } = await addHooked('/302/moved')
  await endRun(platform, { owner_id, jobs: { a: 'failed' } })
  const { id } = await receiver.next('/302/moved')
  await expect.poll(async () => (await client.webhooks.delivery(id)).status_code).toBe(302)
  expect((await client.webhooks.delivery(id)).error).toMatch(/redirects are not followed/)
  await client.webhooks.update(webhook.id, { url: `${receiver.url}/410` })
  await client.webhooks.redeliver(id)
  await expect.poll(async () => (await client.webhooks.get(webhook.id)).disabled_because).toBe('gone')
  expect(await client.webhooks.delivery(id)).toMatchObject({ state: 'failed', attempts: 2, next_attempt_at: null })
  const refused = { code: 'WEBHOOK_DISABLED' }
  await expect(client.webhooks.test(webhook.id)).rejects.toMatchObject(refused)
  await expect(client.webhooks.redeliver(id)).rejects.toMatchObject(refused)
  await expect(client.webhooks.replay(webhook.id, { since: webhook.created_at })).rejects.toMatchObject(refused)
  const calls = receiver.calls.length
  await endRun(platform, { owner_id, jobs: { a: 'failed' } })
  expect((await client.webhooks.deliveries(webhook.id)).items).toHaveLength(1)
  expect(receiver.calls).toHaveLength(calls)
})

it('signs with both secrets for a day after a change, and keeps them sealed', async () => {
  const { client, owner_id, webhook } = await addHooked('/rotated')
  const rotated = await client.webhooks.rotateSecret(webhook.id)
  expect(rotated.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  const left_ms = Date.parse(rotated.previous_secret_until ?? '') - Date.now()
  expect(left_ms / 3_600_000).toBeCloseTo(24, 1)
  await endRun(platform, { owner_id, jobs: { a: 'succeeded' } })
  const both = await receiver.next('/rotated')
  for (const secret of [webhook.secret, rotated.secret]) new Webhook(secret).verify(both.body, headersOf(both))
  const { db } = platform.core
  await sql`update webhook_secrets set expires_at = now() where expires_at is not null`.execute(db)
  await endRun(platform, { owner_id, jobs: { a: 'succeeded' } })
  const one = await receiver.next('/rotated')
  new Webhook(rotated.secret).verify(one.body, headersOf(one))
  expect(() => new Webhook(webhook.secret).verify(one.body, headersOf(one))).toThrow()
  expect((await client.webhooks.get(webhook.id)).previous_secret_until).toBeNull()
  const { rows } = await sql<{ text: string }>`
    select encode(secret, 'escape') as text from webhook_secrets
    union all select t::text from webhooks t union all select t::text from audit_entries t`.execute(db)
  expect(rows.some(({ text }) => text.includes(rotated.secret.slice(6)))).toBe(false)
  const { rows: audited } = await sql<{ text: string }>`
    select t::text as text from audit_entries t where procedure = 'webhooks.create'`.execute(db)
  expect(audited.length).toBeGreaterThan(0)
  // an address may hold a key
  expect(audited.some(({ text }) => text.includes(receiver.url))).toBe(false)
})

it('keeps what was answered, the beginning of it, and sends again what was asked for', async () => {
  await using chatty = await startWebhookReceiver((_call, response) => {
    response.writeHead(400).end(`no\0${'é'.repeat(10_000)}`)
    return undefined
  })
  const { client, owner_id } = await platform
    .addUser()
    .then(async (user) => ({ ...user, owner_id: user.actor.user_id }))
  const webhook = await client.webhooks.create({ url: chatty.url, events: ['run.failed'] })
  for (let run = 0; run < 3; run++) await endRun(platform, { owner_id, jobs: { a: 'failed' } })
  const sent = [await chatty.next(), await chatty.next(), await chatty.next()].map(({ id }) => id)
  const states = async () => (await client.webhooks.deliveries(webhook.id)).items.map(({ attempts }) => attempts)
  await expect.poll(states).toEqual([1, 1, 1])
  const { answer } = await client.webhooks.delivery(sent[0] ?? '')
  expect(answer?.startsWith('no\ufffdééé')).toBe(true)
  expect(Buffer.byteLength(answer ?? '')).toBeLessThanOrEqual(4_098)
  const { db } = platform.core
  await db.updateTable('webhook_deliveries').set({ state: 'failed' }).where('webhook_id', '=', webhook.id).execute()
  await client.webhooks.update(webhook.id, { url: `${receiver.url}/replayed` })
  const [, second = ''] = sent
  const { created_at: since } = await client.webhooks.delivery(second)
  expect(await client.webhooks.replay(webhook.id, { since, until: since })).toEqual({ deliveries: 0 })
  expect(await client.webhooks.replay(webhook.id, { since })).toEqual({ deliveries: 2 })
  const again = [await receiver.next('/replayed'), await receiver.next('/replayed')].map(({ id }) => id)
  expect(again.toSorted()).toEqual(sent.slice(1).toSorted())
  const delivered = async () => (await client.webhooks.deliveries(webhook.id, { state: 'delivered' })).items.length
  await expect.poll(delivered).toBe(2)
  expect(await client.webhooks.replay(webhook.id, { since })).toEqual({ deliveries: 0 })
  const pages = client.webhooks.deliveries(webhook.id, { limit: 2, include_total: true })
  expect(await pages).toMatchObject({ total: 3, next_cursor: expect.any(String) })
})

it('sends an example of each kind, and tries it once', async () => {
  const { client, webhook } = await addHooked('/503')
  const { id } = await client.webhooks.test(webhook.id, { type: 'job.failed' })
  const call = await receiver.next('/503')
  expect(call.id).toBe(id)
  expect(read(call)).toMatchObject({ type: 'job.failed', is_example: true, data: { state: 'failed' } })
  await expect.poll(async () => (await client.webhooks.delivery(id)).state).toBe('failed')
})

it('lets nobody make one at a private address, nor more than twenty', async () => {
  const { client } = await platform.addUser()
  for (const url of ['http://10.0.0.1/', 'http://169.254.169.254/latest', 'http://[fd00::1]/']) {
    await expect(client.webhooks.create({ url })).rejects.toMatchObject({ code: 'URL_REFUSED' })
  }
  for (const url of ['ftp://example.org/', 'https://user:password@example.org/', 'nowhere']) {
    await expect(client.webhooks.create({ url })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  }
  const made = Array.from({ length: 22 }, () => client.webhooks.create({ url: `${receiver.url}/many` }))
  const settled = await Promise.allSettled(made)
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(20)
  expect(settled.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'TOO_MANY_WEBHOOKS' } })
  const [first] = (await client.webhooks.list()).items
  await expect(client.webhooks.update(first?.id ?? '', { url: 'http://10.0.0.1/' })).rejects.toMatchObject({
    code: 'URL_REFUSED',
  })
})

it('holds up nobody by the address of somebody else that never answers', async () => {
  const slow = await addHooked('/hangs')
  const well = await addHooked('/quick')
  const jobs = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`j${index}`, 'failed' as const]))
  await slow.client.webhooks.update(slow.webhook.id, { events: ['job.*'] })
  await endRun(platform, { owner_id: slow.owner_id, jobs })
  await receiver.next('/hangs')
  await endRun(platform, { owner_id: well.owner_id, jobs: { a: 'succeeded' } })
  const begun_ms = performance.now()
  await receiver.next('/quick')
  expect(performance.now() - begun_ms).toBeLessThan(5_000)
  expect(receiver.calls.filter(({ path }) => path === '/hangs').length).toBe(1)
  await slow.client.webhooks.delete(slow.webhook.id)
})

it('forgets after thirty days what was sent', async () => {
  const { client, owner_id, webhook } = await addHooked('/old')
  await endRun(platform, { owner_id, jobs: { a: 'succeeded' } })
  const { id } = await receiver.next('/old')
  await sql`update webhook_deliveries set created_at = now() - interval '29 days' where id = ${id}`.execute(
    platform.core.db,
  )
  await sweepExpired(platform.core)
  expect((await client.webhooks.deliveries(webhook.id)).items).toHaveLength(1)
  await sql`update webhook_deliveries set created_at = now() - interval '31 days' where id = ${id}`.execute(
    platform.core.db,
  )
  await sweepExpired(platform.core)
  expect((await client.webhooks.deliveries(webhook.id)).items).toEqual([])
})

it('says that a webhook or a delivery of somebody else is not there', async () => {
  const { webhook } = await addHooked('/mine')
  const { id } = await platform.client.webhooks.create({ url: `${receiver.url}/theirs` })
  const { key } = await platform.addUser()
  const absent = (route: string, body?: object) => ask(platform, route, { as: key, ...(body && { body }) })
  for (const [route, body] of [
    [`GET /webhooks/${webhook.id}`],
    [`GET /webhooks/${id}/deliveries`],
    [`PATCH /webhooks/${webhook.id}`, { enabled: false }],
    [`POST /webhooks/${webhook.id}/test`, {}],
    [`POST /webhooks/${webhook.id}/rotate_secret`, {}],
    [`DELETE /webhooks/${webhook.id}`],
  ] as const) {
    expect((await absent(route, body)).body['code']).toBe('WEBHOOK_NOT_FOUND')
  }
  expect((await absent(`GET /webhook_deliveries/${newId()}`)).body['code']).toBe('DELIVERY_NOT_FOUND')
})
