import { randomBytes } from 'node:crypto'
import { deleteExpiredSessions, insertUser, newId } from '@assay/db'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { openSession, resumeSession } from '../src/credential/session.ts'
import type { OpenAccess } from '../src/open-access.ts'
import { openTestAccess } from './open-test-access.ts'

const browser = { user_agent: 'a browser', address: '192.0.2.1' }

async function openOne({ db }: OpenAccess) {
  const id = newId()
  const groups = ['users' as const]
  const user = await insertUser(db, { id, email: `${id}@example.org`, name: '', password_hash: null, groups })
  return openSession({ db }, user, browser)
}

const endOf = async ({ db }: OpenAccess) =>
  Date.parse((await db.selectFrom('sessions').select('expires_at').executeTakeFirstOrThrow()).expires_at)

it('ends a session after thirty days, however much it is used, and says so to the browser', async () => {
  await using core = await openTestAccess()
  const { value } = await openOne(core)
  await sql`update sessions set created_at = now() - interval '29 days', rotated_at = now() - interval '2 hours'`.execute(
    core.db,
  )
  const { replacement } = await resumeSession(core, value)
  const day = 86_400_000
  expect((Date.parse(replacement?.ends_at ?? '') - Date.now()) / day).toBeCloseTo(1, 2)
  expect(((await endOf(core)) - Date.now()) / day).toBeCloseTo(1, 2)
  await resumeSession(core, replacement?.value ?? '')
  expect(((await endOf(core)) - Date.now()) / day).toBeCloseTo(1, 2)
  await sql`update sessions set expires_at = now() - interval '1 second'`.execute(core.db)
  await expect(resumeSession(core, replacement?.value ?? '')).rejects.toMatchObject({ code: 'CREDENTIALS_INVALID' })
  await deleteExpiredSessions(core.db)
  expect(await core.db.selectFrom('sessions').select('id').execute()).toEqual([])
})

it.each(['', 'x', `${newId()}.short`, `${newId()}.${'a'.repeat(43)}`])(
  'refuses "%s", which is no token',
  async (token) => {
    await using core = await openTestAccess()
    await openOne(core)
    await expect(resumeSession(core, token)).rejects.toMatchObject({ code: 'CREDENTIALS_INVALID' })
    expect(await core.db.selectFrom('sessions').select('id').execute()).toHaveLength(1)
  },
)

it('is not ended by who knows its id and makes a token up, but by an old token of its own', async () => {
  await using core = await openTestAccess()
  const { value } = await openOne(core)
  const [id = ''] = value.split('.')
  const forged = [randomBytes(32), Buffer.alloc(32), Buffer.from(value.split('.')[1] ?? '', 'base64url').fill(1, 16)]
  for (const secret of forged) {
    const token = `${id}.${secret.toString('base64url')}`
    await expect(resumeSession(core, token)).rejects.toMatchObject({ code: 'CREDENTIALS_INVALID' })
  }
  expect(await resumeSession(core, value)).toMatchObject({ actor: { credential: { id } } })
  const age = () =>
    sql`update sessions set rotated_at = now() - interval '2 hours', last_used_at = now()`.execute(core.db)
  let current = value
  for (let turn = 0; turn < 2; turn += 1) {
    await age()
    current = (await resumeSession(core, current)).replacement?.value ?? ''
  }
  await expect(resumeSession(core, value)).rejects.toMatchObject({ code: 'CREDENTIALS_INVALID' })
  await expect(resumeSession(core, current)).rejects.toMatchObject({ code: 'CREDENTIALS_INVALID' })
})
