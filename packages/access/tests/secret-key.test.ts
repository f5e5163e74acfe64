import { createCipheriv, hkdfSync, randomUUID } from 'node:crypto'
import { type Database, newId } from '@assay/db'
import { addUser } from '@assay/engine/testing'
import type { Kysely } from 'kysely'
import { expect, it } from 'vitest'
import type { Actor } from '../src/actor.ts'
import { once } from '../src/audit/idempotency.ts'
import type { AccessDeps } from '../src/deps.ts'
import type { OpenAccess } from '../src/open-access.ts'
import { checkSecretKey, sealAnew } from '../src/secret/seal-anew.ts'
import { revealSecret, storeSecret } from '../src/secret/secret.ts'
import { createSecretBox, type SecretBox } from '../src/secret/secret-box.ts'
import { openTestAccess } from './open-test-access.ts'

const [oldKey, newKey] = ['o'.repeat(32), 'n'.repeat(32)]
const kept = { is_lost: false }

function withBox(core: OpenAccess, secret_box: SecretBox): AccessDeps {
  return { ...core, secret_box }
}

async function addActor(core: OpenAccess): Promise<Actor> {
  return { user_id: await addUser(core.db), email: 'somebody@example.org', groups: ['users'] }
}

/** A mutation whose answer is kept sealed. */
const answer = (deps: AccessDeps, actor: Actor, made: string) =>
  once(deps, actor, { key: 'again', procedure: 'p', input: {}, mutate: async () => ({ made }) })

const beginnings = async (db: Kysely<Database>, { header }: SecretBox) => {
  const rows = await db.selectFrom('secrets').select('ciphertext').execute()
  return rows.filter(({ ciphertext }) => ciphertext.subarray(0, header.length).equals(header)).length
}

it('seals secrets and kept answers with a new key, although two servers start at once', async () => {
  await using core = await openTestAccess()
  const actor = await addActor(core)
  const before = withBox(core, createSecretBox(oldKey))
  for (let index = 0; index < 450; index++) await storeSecret(before, actor, { name: `s${index}`, value: `v${index}` })
  const made = await answer(before, actor, 'first')
  const rotating = withBox(core, createSecretBox(newKey, [randomUUID().repeat(2), oldKey]))
  await checkSecretKey(rotating)
  await Promise.all([sealAnew(rotating, kept), sealAnew(rotating, kept)])
  await sealAnew(rotating, kept)
  const after = withBox(core, createSecretBox(newKey))
  await checkSecretKey(after)
  await sealAnew(after, kept)
  expect(await beginnings(core.db, after.secret_box)).toBe(450)
  expect(await revealSecret(after, { owner_id: actor.user_id, name: 's449' })).toBe('v449')
  expect(await answer(after, actor, 'second')).toEqual(made)
})

/** A secret as it was sealed before: without the id of its key. */
function firstVersion({ key, value, belongs_to }: Readonly<Record<'key' | 'value' | 'belongs_to', string>>): Buffer {
  const nonce = Buffer.alloc(12, 7)
  const derived = Buffer.from(hkdfSync('sha256', key, '', 'assay secrets', 32))
  const cipher = createCipheriv('aes-256-gcm', derived, nonce).setAAD(Buffer.from(belongs_to))
  const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.of(1), nonce, cipher.getAuthTag(), sealed])
}

it('opens and seals anew what was sealed before seals named their key', async () => {
  await using core = await openTestAccess()
  const actor = await addActor(core)
  const owner_id = actor.user_id
  const ciphertext = firstVersion({ key: oldKey, value: 'from before', belongs_to: `${owner_id}/a` })
  await core.db.insertInto('secrets').values({ owner_id, name: 'a', ciphertext }).execute()
  const box = createSecretBox(newKey, [oldKey])
  const deps = withBox(core, box)
  expect(await revealSecret(deps, { owner_id, name: 'a' })).toBe('from before')
  await sealAnew(deps, kept)
  expect(await beginnings(core.db, box)).toBe(1)
  expect(await revealSecret(deps, { owner_id, name: 'a' })).toBe('from before')
})

it('refuses a key that does not open what is sealed, and changes nothing', async () => {
  await using core = await openTestAccess()
  const actor = await addActor(core)
  const before = withBox(core, createSecretBox(oldKey))
  await storeSecret(before, actor, { name: 'a', value: 'v' })
  await answer(before, actor, 'first')
  const wrong = withBox(core, createSecretBox(newKey))
  await expect(checkSecretKey(wrong)).rejects.toThrow('ASSAY_SECRET_KEY_PREVIOUS')
  await expect(sealAnew(wrong, kept)).rejects.toThrow('2 secrets and kept answers')
  await checkSecretKey(before)
  expect(await revealSecret(before, { owner_id: actor.user_id, name: 'a' })).toBe('v')
})

it('forgets what no key opens when the operator says that the key is lost', async () => {
  await using core = await openTestAccess()
  const actor = await addActor(core)
  await storeSecret(withBox(core, createSecretBox(oldKey)), actor, { name: 'lost', value: 'v' })
  const deps = withBox(core, createSecretBox(newKey))
  await storeSecret(deps, actor, { name: 'kept', value: 'v' })
  await sealAnew(deps, { is_lost: true })
  await checkSecretKey(deps)
  expect(await core.db.selectFrom('secrets').select('name').execute()).toEqual([{ name: 'kept' }])
})

it('says which key is missing when a value is opened that was sealed with another', () => {
  const sealed = createSecretBox(oldKey).seal('v', newId())
  expect(() => createSecretBox(newKey).open(sealed, '')).toThrow('neither ASSAY_SECRET_KEY nor')
})
