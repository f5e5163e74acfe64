import { prepareSample } from '@assay/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Platform, startPlatform, type TestUser } from '../src/index.ts'
import { ask, knock } from './ask.ts'

const password = 'correct horse battery'

let platform: Platform
let admin: TestUser

beforeAll(async () => {
  platform = await startPlatform()
  admin = await platform.addUser({ groups: ['users', 'admin'] })
}, 60_000)
afterAll(() => platform[Symbol.asyncDispose]())

const list = async (query: string, as = admin.key) => (await ask(platform, `GET /users?${query}`, { as })).body
const update = (user_id: string, body: object) => ask(platform, `PATCH /users/${user_id}`, { as: admin.key, body })

describe('admins', () => {
  it('find users by any part of name and address, and by group, a page at a time', async () => {
    const { actor } = await platform.addUser()
    await update(actor.user_id, { name: 'Žofie 100% O_Brien 🐙' })
    for (const search of ['žofie', '100%', 'o_b', '🐙', actor.email.slice(0, 20)]) {
      const { items } = await list(`search=${encodeURIComponent(search)}`)
      expect(items, search).toMatchObject([{ id: actor.user_id, email: actor.email, has_password: false }])
    }
    expect(await list(`search=${encodeURIComponent('O%B')}`)).toMatchObject({ items: [] })
    expect(await list('group=admin')).toMatchObject({ items: [{ id: admin.actor.user_id }] })
    const first = await list('limit=1&include_total=true')
    expect(first).toMatchObject({ items: [{ id: actor.user_id }], total: 3 })
    const second = await list(`limit=1&cursor=${first['next_cursor']}`)
    expect(second).toMatchObject({ items: [{ id: admin.actor.user_id }] })
  })

  it('change what a user may do, which counts at once', async () => {
    const { actor, key } = await platform.addUser()
    const listUsers = async () => (await ask(platform, 'GET /users', { as: key })).status
    expect(await listUsers()).toBe(403)
    expect((await update(actor.user_id, { groups: ['users', 'admin'] })).body).toMatchObject({
      groups: ['users', 'admin'],
    })
    await expect.poll(listUsers).toBe(200)
    await update(actor.user_id, { groups: ['users'] })
    await expect.poll(listUsers).toBe(403)
    const limits = { max_storage_bytes: 10, max_running_jobs: 1, groups: [] }
    expect((await update(actor.user_id, limits)).body).toMatchObject(limits)
    await expect.poll(async () => (await ask(platform, 'GET /datasets', { as: key })).status).toBe(403)
    expect((await update(actor.user_id, { max_storage_bytes: null })).body).toMatchObject({
      max_storage_bytes: null,
      max_running_jobs: 1,
    })
  })

  it('keep a user out, and let the user in again', async () => {
    const { actor, key } = await platform.addUser({ password })
    const as = { email: actor.email, password }
    expect(await knock(platform, as)).toBe('in')
    await update(actor.user_id, { disabled: true })
    await expect.poll(() => knock(platform, as)).toBe('CREDENTIALS_INVALID')
    await expect.poll(() => knock(platform, key)).toBe('CREDENTIALS_INVALID')
    await update(actor.user_id, { disabled: false })
    expect(await knock(platform, as)).toBe('in')
    expect(await knock(platform, key)).toBe('in')
  })

  it('see no users that Assay brings, and change none', async () => {
    const path = new URL('../../../apps/standalone/sample/articles.jsonl', import.meta.url)
    await prepareSample(platform.core, { path: path.pathname })
    const builtin = await platform.core.db
      .selectFrom('users')
      .select('id')
      .where('is_builtin', '=', true)
      .executeTakeFirstOrThrow()
    expect(JSON.stringify(await list('limit=200'))).not.toContain(builtin.id)
    for (const route of [
      `GET /users/${builtin.id}`,
      `DELETE /users/${builtin.id}`,
      `POST /users/${builtin.id}/reset_link`,
    ]) {
      expect((await ask(platform, route, { as: admin.key })).body['code'], route).toBe('USER_NOT_FOUND')
    }
    expect((await update(builtin.id, { disabled: true })).body['code']).toBe('USER_NOT_FOUND')
  })
})

it('keeps an admin who can sign in, although two would leave at once', async () => {
  const second = await platform.addUser({ groups: ['admin'] })
  const disabled = await platform.addUser({ groups: ['admin'] })
  await update(disabled.actor.user_id, { disabled: true })
  const both = [admin, second]
  const answers = await Promise.all([
    ask(platform, 'POST /account/delete', { as: second.key, body: {} }),
    update(admin.actor.user_id, { groups: ['users'] }),
  ])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  expect(answers.find(({ status }) => status === 409)?.body['code']).toBe('LAST_ADMIN')
  const left = both[answers.findIndex(({ status }) => status === 409) === 0 ? 1 : 0]
  if (!left) throw new Error('nobody is left')
  for (const [route, body] of [
    [`PATCH /users/${left.actor.user_id}`, { disabled: true }],
    [`PATCH /users/${left.actor.user_id}`, { groups: ['users'] }],
    [`DELETE /users/${left.actor.user_id}`, undefined],
    ['POST /account/delete', {}],
  ] as const) {
    const answer = await ask(platform, route, { as: left.key, ...(body && { body }) })
    expect(answer.body['code'], route).toBe('LAST_ADMIN')
  }
})
