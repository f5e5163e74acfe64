import { createSecretBox, sealAnew } from '@assay/access'
import { deliverToWebhook } from '@assay/core'
import { createGuardedFetch } from '@assay/outgoing'
import { verifyWebhook, type WebhookDelivery } from '@assay/sdk'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Platform, startPlatform, startWebhookReceiver, type WebhookReceiver } from '../../src/index.ts'
import { endRun, waits } from './scene.ts'

let platform: Platform
let receiver: WebhookReceiver

beforeAll(async () => {
  platform = await startPlatform({ worker: false })
  receiver = await startWebhookReceiver(({ path }) => (path === '/hangs' ? undefined : Number(path.slice(1))))
})

afterAll(async () => {
  await receiver[Symbol.asyncDispose]()
  await platform[Symbol.asyncDispose]()
})

/** A user with a webhook, for which a run has ended that nobody has told yet. */
async function addDue(path: string) {
  const { client, actor } = await platform.addUser()
  const { id: webhook_id } = await client.webhooks.create({ url: receiver.url + path })
  const owner_id = actor.user_id
  const make = async (): Promise<WebhookDelivery> => {
    await endRun(platform, { owner_id, jobs: { a: 'failed' } })
    const [delivery] = (await client.webhooks.deliveries(webhook_id)).items
    if (!delivery) throw new Error('nothing is to be delivered')
    return delivery
  }
  /** Makes the next attempt. */
  const attempt = async ({ id }: WebhookDelivery, deps = platform.core) => {
    const { attempts } = await client.webhooks.delivery(id)
    await deliverToWebhook(deps, { delivery_id: id, owner_id, attempts })
    return client.webhooks.delivery(id)
  }
  return { client, owner_id, webhook_id, make, attempt, get: () => client.webhooks.get(webhook_id) }
}

it('tries for more than a day, each time after longer, and disables an address that fails for days', async () => {
  const { client, webhook_id, make, attempt, get } = await addDue('/500')
  const delivery = await make()
  const waited: number[] = []
  for (let tried = await attempt(delivery); tried.state === 'pending'; tried = await attempt(delivery)) {
    const [seconds = 0] = await waits(platform, 'webhook.deliver')
    waited.push(seconds)
  }
  const planned = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000]
  expect(waited).toHaveLength(planned.length)
  for (const [at, seconds] of planned.entries()) {
    expect(waited[at]).toBeGreaterThanOrEqual(seconds)
    expect(waited[at]).toBeLessThanOrEqual(seconds * 1.25 + 1)
  }
  expect(await client.webhooks.delivery(delivery.id)).toMatchObject({ state: 'failed', attempts: 8 })
  expect((await get()).state).toBe('failing')
  await sql`update webhooks set failing_since = now() - interval '5 days' where id = ${webhook_id}`.execute(
    platform.core.db,
  )
  const later = await make()
  await attempt(later)
  expect((await get()).state).toBe('failing')
  await sql`update webhook_deliveries set attempts_left = 1 where id = ${later.id}`.execute(platform.core.db)
  await attempt(later)
  expect(await get()).toMatchObject({ state: 'disabled', disabled_because: 'failing' })
  const enabled = await client.webhooks.update(webhook_id, { enabled: true })
  expect(enabled).toMatchObject({ state: 'enabled', failing_since: null })
})

it('sends again with the same id what was killed before it was noted, and not what was noted', async () => {
  const { owner_id, make, attempt } = await addDue('/200')
  const { id: delivery_id } = await make()
  const before = receiver.calls.length
  const killed = { ...platform.core, db: platform.core.db.withoutPlugins() }
  Object.defineProperty(killed.db, 'transaction', {
    value: () => {
      throw new Error('killed')
    },
  })
  const due = { delivery_id, owner_id, attempts: 0 }
  await expect(deliverToWebhook(killed, due)).rejects.toThrow('killed')
  await deliverToWebhook(platform.core, due)
  await deliverToWebhook(platform.core, due)
  const sent = receiver.calls.slice(before)
  expect(sent.map(({ id }) => id)).toEqual([delivery_id, delivery_id])
  expect(new Set(sent.map(({ body }) => body)).size).toBe(1)
  expect(await attempt({ id: delivery_id } as WebhookDelivery)).toMatchObject({ state: 'delivered', attempts: 1 })
})

it('makes an attempt once of two that two workers make at once, and tells it once', async () => {
  const { client, owner_id, make } = await addDue('/500')
  const { id: delivery_id } = await make()
  const due = { delivery_id, owner_id, attempts: 0 }
  await Promise.all([deliverToWebhook(platform.core, due), deliverToWebhook(platform.core, due)])
  expect(await client.webhooks.delivery(delivery_id)).toMatchObject({ attempts: 1, state: 'pending' })
  const { rows } = await sql`
    select from pgboss.job where name = 'webhook.deliver' and data->>'delivery_id' = ${delivery_id}
      and data->>'attempts' = '1'`.execute(platform.core.db)
  expect(rows).toHaveLength(1)
})

it('says why nothing was answered', async () => {
  const { client, webhook_id, make, attempt } = await addDue('/hangs')
  await using impatient = createGuardedFetch({ allow: [], allow_loopback: true, total_seconds: 0.2 })
  const delivery = await make()
  const late = await attempt(delivery, { ...platform.core, caller: impatient })
  expect(late).toMatchObject({ status_code: null, error: 'It did not answer within 15 seconds.' })
  const closed = await startWebhookReceiver()
  await closed[Symbol.asyncDispose]()
  await client.webhooks.update(webhook_id, { url: closed.url })
  expect((await attempt(delivery)).error).toBe('It refuses connections.')
  await client.webhooks.update(webhook_id, { url: 'http://of-nobody.invalid/' })
  expect((await attempt(delivery)).error).toMatch(/its name is unknown/)
  await using strict = createGuardedFetch({ allow: [], allow_loopback: false })
  await client.webhooks.update(webhook_id, { url: 'http://localhost:3210/' })
  const refused = await attempt(delivery, { ...platform.core, caller: strict })
  expect(refused.error).toMatch(/private or special address/)
})

it('signs with what it did before when the key of the server changes, and says so where that is lost', async () => {
  const { client, owner_id, webhook_id, make, attempt } = await addDue('/200')
  const { core, secret_key } = platform
  const [changed, other] = ['n'.repeat(32), 'o'.repeat(32)]
  const rotating = { ...core, secret_box: createSecretBox(changed, [secret_key]) }
  const rotated = await client.webhooks.rotateSecret(webhook_id)
  await sealAnew(rotating, { is_lost: false })
  const delivery = await make()
  const before = receiver.calls.length
  expect(await attempt(delivery, { ...core, secret_box: createSecretBox(changed) })).toMatchObject({
    state: 'delivered',
  })
  const [call] = receiver.calls.slice(before)
  if (!call) throw new Error('nothing arrived')
  expect(await verifyWebhook(call.body, call.headers, rotated.secret)).toMatchObject({ type: 'run.failed' })
  const lost = { ...core, secret_box: createSecretBox(other) }
  await sealAnew(lost, { is_lost: true })
  expect((await attempt(await make(), lost)).error).toBe('Its secret is lost. Give it another one.')
  expect(receiver.calls).toHaveLength(before + 1)
  await client.webhooks.rotateSecret(webhook_id)
  const [pending] = (await client.webhooks.deliveries(webhook_id)).items
  await deliverToWebhook(core, { delivery_id: pending?.id ?? '', owner_id, attempts: 1 })
  expect((await client.webhooks.deliveries(webhook_id, { state: 'delivered' })).items).toHaveLength(2)
})

it('gives up what is due to a webhook that was disabled meanwhile', async () => {
  const { client, webhook_id, make, attempt } = await addDue('/200')
  const delivery = await make()
  await client.webhooks.update(webhook_id, { enabled: false })
  const before = receiver.calls.length
  expect(await attempt(delivery)).toMatchObject({ state: 'failed', attempts: 0 })
  expect(receiver.calls).toHaveLength(before)
})

it('forgets what is due with the webhook, and ends the run all the same', async () => {
  const { client, owner_id, webhook_id, make, attempt } = await addDue('/200')
  const { id: delivery_id } = await make()
  await client.webhooks.delete(webhook_id)
  await deliverToWebhook(platform.core, { delivery_id, owner_id, attempts: 0 })
  await endRun(platform, { owner_id, jobs: { a: 'succeeded' } })
  await expect(attempt({ id: delivery_id } as WebhookDelivery)).rejects.toMatchObject({ code: 'DELIVERY_NOT_FOUND' })
})
