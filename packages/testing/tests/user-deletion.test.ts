import { Readable } from 'node:stream'
import { deleteUserWithAll } from '@assay/core'
import type { Database } from '@assay/db'
import type { Assay } from '@assay/sdk'
import { type Kysely, sql } from 'kysely'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { newsCsv, type Platform, startModelEndpoint, startPlatform, type TestUser } from '../src/index.ts'
import { ask, knock } from './ask.ts'

const password = 'correct horse battery'
const task = { type: 'summarization' } as const
const file = new Blob([newsCsv(6)])

/**
 * A dataset, an experiment on it, two runs that succeeded, and their comparison; the second model is called over HTTP.
 */
async function evaluateNews(assay: Assay, base_url: string) {
  const { id: dataset_id } = await assay.datasets.upload(file, { name: 'news', filename: 'news.csv' })
  const { id: experiment_id } = await assay.experiments.create({ name: 'news', dataset_id, task })
  await assay.secrets.put('door', 'sk-that-nobody-knows')
  const called = { provider: 'openai-compatible', model: 'called', base_url, secret: 'door' } as const
  const runs = await assay.experiments.evaluate(experiment_id, { models: ['lead-1', called], metrics: ['rouge'] })
  for (const { id } of runs) await assay.runs.wait(id, { throwOnFailure: true })
  await assay.experiments.compare(experiment_id)
  return { dataset_id, experiment_id, run_id: runs[0]?.id ?? '' }
}

/** Rows of any table that name one of these texts, by table; the audit log outlives users by design. */
async function rowsNaming(db: Kysely<Database>, texts: readonly string[]): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name not like 'kysely\\_%' and table_name <> 'audit_entries'`.execute(db)
  expect(tables.length).toBeGreaterThan(20)
  const named: string[] = []
  for (const { name } of tables) {
    const { rows } = await sql<{ text: string }>`select t::text as text from ${sql.table(name)} t`.execute(db)
    const found = rows.filter(({ text }) => texts.some((one) => text.includes(one)))
    named.push(...found.map(({ text }) => `${name}: ${text}`))
  }
  return named
}

async function objectsOf({ core }: Platform): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of core.storage.list('')) keys.push(key)
  return keys.toSorted()
}

async function knownObjects({ core }: Platform): Promise<string[]> {
  const blobs = await core.db.selectFrom('blobs').select('object_key').execute()
  const uploads = await core.db.selectFrom('uploads').select('object_key').where('state', '<>', 'used').execute()
  return [...blobs, ...uploads].map(({ object_key }) => object_key).toSorted()
}

/** Whatever else can belong to a user. */
async function leaveTraces({ core, url }: Platform, { actor, client }: TestUser): Promise<string> {
  const owner_id = actor.user_id
  const blob_id = crypto.randomUUID()
  const object_key = `objects/${blob_id}`
  const stored = await core.storage.put(object_key, Readable.from([Buffer.from('of a file')]))
  await core.db
    .insertInto('blobs')
    .values({ ...stored, id: blob_id, owner_id, object_key })
    .execute()
  const file = { owner_id, folder: 'data', written_by: owner_id, content_type: 'text/plain', kind: 'file' } as const
  await core.db
    .insertInto('files')
    .values({ ...file, id: crypto.randomUUID(), path: 'data/a', blob_id })
    .execute()
  await client.trpc.files.create_folder.mutate({ path: 'output/b' })
  await core.db
    .insertInto('identities')
    .values({ issuer: 'https://id.example.org', subject: 'x', owner_id, email: null, decides_groups: true })
    .execute()
  const soon = new Date(Date.now() + 3_600_000).toISOString()
  await core.db
    .insertInto('device_logins')
    .values({
      id: crypto.randomUUID(),
      device_code_hash: Buffer.from('x'),
      user_code: 'x',
      client_name: 'x',
      address: 'x',
      expires_at: soon,
      expires_in_days: 90,
      approved_by: owner_id,
    })
    .execute()
  await core.db
    .insertInto('one_time_tokens')
    .values({ id: crypto.randomUUID(), purpose: 'reset_password', owner_id, email: actor.email, expires_at: soon })
    .execute()
  const { id: webhook_id } = await client.webhooks.create({ url: 'https://127.0.0.1:1/' })
  await client.webhooks.rotateSecret(webhook_id)
  await client.webhooks.test(webhook_id)
  await client.notifications.update({ about: 'jobs' })
  await core.db.insertInto('notices').values({ id: crypto.randomUUID(), owner_id, facts: '{}' }).execute()
  await client.apiKeys.create({ name: 'a second', scopes: ['read'] }, { idempotencyKey: 'traces' })
  const begun = await fetch(`${url}/api/v1/uploads`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: basicOf(actor.email) },
    body: JSON.stringify({ filename: 'half.csv', size_bytes: 1_000 }),
  })
  const { id } = z.object({ id: z.string() }).parse(await begun.json())
  await fetch(`${url}/api/v1/uploads/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/octet-stream', 'upload-offset': '0', authorization: basicOf(actor.email) },
    body: 'a,b\n',
  })
  const signedIn = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: actor.email, password }),
  })
  return signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

function basicOf(email: string): string {
  return `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`
}

it('deletes an account with everything in it, and lets nobody in with it from the request on', {
  timeout: 120_000,
}, async () => {
  let isStuck = false
  await using endpoint = await startModelEndpoint(({ prompt }) =>
    isStuck ? undefined : `About ${prompt.slice(0, 20)}.`,
  )
  await using platform = await startPlatform()
  const { core } = platform
  const leaver = await platform.addUser({ password })
  const friend = await platform.addUser()
  const left = await evaluateNews(leaver.client, endpoint.base_url)
  const kept = await evaluateNews(friend.client, endpoint.base_url)
  const share = { with: { user_id: friend.actor.user_id } }
  await leaver.client.shares.create({ ...share, dataset_id: left.dataset_id })
  await leaver.client.shares.create({ ...share, experiment_id: left.experiment_id, access: 'write' })
  await friend.client.shares.create({
    experiment_id: kept.experiment_id,
    with: { user_id: leaver.actor.user_id },
    access: 'write',
  })
  const inTheirs = await leaver.client.experiments.evaluate(kept.experiment_id, {
    models: ['lead-3'],
    metrics: ['rouge'],
  })
  for (const { id } of inTheirs) await leaver.client.runs.wait(id, { throwOnFailure: true })
  const onMine = await friend.client.experiments.create({
    name: 'on a shared dataset',
    dataset_id: left.dataset_id,
    task,
  })
  const runs = await friend.client.experiments.evaluate(onMine.id, { models: ['lead-3'], metrics: ['rouge'] })
  for (const { id } of runs) await friend.client.runs.wait(id, { throwOnFailure: true })
  const cookie = await leaveTraces(platform, leaver)
  isStuck = true
  const asked = endpoint.prompts.length
  const stuck = { provider: 'openai-compatible', model: 'stuck', base_url: endpoint.base_url } as const
  await leaver.client.experiments.evaluate(left.experiment_id, { models: [stuck], metrics: ['rouge'] })
  await endpoint.seen(asked + 1)
  expect((await rowsNaming(core.db, [leaver.actor.user_id])).length).toBeGreaterThan(20)

  const as = { email: leaver.actor.email, password }
  const me = () => fetch(`${platform.url}/api/v1/me`, { headers: { cookie } })
  expect((await me()).status).toBe(200)
  const remove = (body: object) => ask(platform, 'POST /account/delete', { as, body })
  expect((await remove({})).body['code']).toBe('PASSWORD_WRONG')
  expect((await remove({ password })).body).toMatchObject({ code: 'WORK_OF_OTHERS', data: { experiments: 1 } })
  expect(await knock(platform, as)).toBe('in')
  expect((await remove({ password, with_work_of_others: true })).status).toBe(200)
  await expect.poll(() => knock(platform, as)).toBe('CREDENTIALS_INVALID')
  await expect.poll(() => knock(platform, leaver.key)).toBe('CREDENTIALS_INVALID')
  await expect.poll(async () => (await me()).status).toBe(401)

  const isThere = () =>
    core.db.selectFrom('users').select('id').where('id', '=', leaver.actor.user_id).executeTakeFirst()
  await expect.poll(isThere, { timeout: 60_000, interval: 200 }).toBeUndefined()
  const names = [leaver.actor.user_id, leaver.actor.email, left.dataset_id, left.experiment_id, left.run_id, onMine.id]
  expect(await rowsNaming(core.db, names)).toEqual([])
  await expect.poll(() => objectsOf(platform), { timeout: 20_000 }).toEqual(await knownObjects(platform))
  const { items } = await friend.client.runs.list({ experiment_id: kept.experiment_id })
  expect(items.map(({ state }) => state)).toEqual(['succeeded', 'succeeded'])
  await friend.client.experiments.compare(kept.experiment_id)
  const entries = await core.db
    .selectFrom('audit_entries')
    .select('procedure')
    .where('actor_id', '=', leaver.actor.user_id)
    .execute()
  expect(entries.map(({ procedure }) => procedure)).toContain('account.delete')
})

it('can be done twice, also at once, by an admin too', async () => {
  await using platform = await startPlatform({ worker: false })
  const { core } = platform
  const { key } = await platform.addUser({ groups: ['users', 'admin'] })
  const { actor } = platform.user
  const { user_id } = actor
  await core.db.insertInto('model_calls').values({ owner_id: user_id, key: 'x', prediction: '{}' }).execute()
  await deleteUserWithAll(core, { user_id })
  expect(await rowsNaming(core.db, [user_id])).not.toEqual([])
  for (let time = 0; time < 2; time++) {
    expect((await ask(platform, `DELETE /users/${user_id}`, { as: key })).status).toBe(200)
  }
  const update = await ask(platform, `PATCH /users/${user_id}`, { as: key, body: { disabled: false } })
  expect(update.body['code']).toBe('USER_BEING_DELETED')
  await Promise.all([deleteUserWithAll(core, { user_id }), deleteUserWithAll(core, { user_id })])
  await deleteUserWithAll(core, { user_id })
  expect(await rowsNaming(core.db, [user_id])).toEqual([])
})
