import { insertUser, newId } from '@assay/db'
import { expect, it } from 'vitest'
import { createApiKey, rotateOwnApiKey } from '../src/credential/api-key.ts'
import { toActor } from '../src/credential/credential.ts'
import type { OpenAccess } from '../src/open-access.ts'
import { openTestAccess } from './open-test-access.ts'

async function addUser({ db }: OpenAccess) {
  const user = { id: newId(), email: 'ada@example.org', name: '', password_hash: null, groups: ['users' as const] }
  return toActor(await insertUser(db, user))
}

it('makes no key that has expired already', async () => {
  await using core = await openTestAccess()
  const ada = await addUser(core)
  const make = (expires_at: string) => createApiKey(core, ada, { name: 'a key', scopes: ['read'], expires_at })
  for (const end of ['2001-01-01T00:00:00.000Z', new Date().toISOString()]) {
    await expect(make(end)).rejects.toMatchObject({ code: 'INPUT_INVALID', data: { issues: [{ path: 'expires_at' }] } })
  }
  expect(await core.db.selectFrom('api_keys').select('id').execute()).toEqual([])
})

it('gives an expired key no new value, and says why', async () => {
  await using core = await openTestAccess()
  const ada = await addUser(core)
  const { id, prefix } = await createApiKey(core, ada, { name: 'a key', scopes: ['read'] })
  await core.db.updateTable('api_keys').set({ expires_at: '2020-01-01T00:00:00.000Z' }).execute()
  await expect(rotateOwnApiKey(core, ada, { api_key_id: id, grace_seconds: 60 })).rejects.toThrow(
    'the key expired at 2020-01-01T00:00:00.000Z',
  )
  expect(await core.db.selectFrom('api_keys').select('prefix').execute()).toEqual([{ prefix }])
})
