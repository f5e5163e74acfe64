import { prepareFirstStart } from '@assay/access'
import { listProcedures } from '@assay/api'
import { createLog } from '@assay/program'
import { isSensitive } from '@assay/schemas'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Platform, startPlatform } from '../../src/index.ts'
import { fixtures } from './fixtures.ts'
import { addPerson, call, headersOf, type Scene } from './scene.ts'

const mutations = listProcedures().filter(({ type }) => type === 'mutation')
const mail = { smtp_url: 'smtp://127.0.0.1:9', from: 'assay@example.org' }
const texts = z.record(z.string(), z.unknown())

const entriesOf = ({ core }: Platform) => core.db.selectFrom('audit_entries').selectAll().orderBy('id').execute()

/** Values of fields that must never be written down. Throws where a field has none. */
function secretsOf(name: string, schema: z.ZodType | undefined, input: object): string[] {
  if (!(schema instanceof z.ZodObject)) return []
  const given = texts.parse(input)
  return Object.entries(schema.shape).flatMap(([key, field]) => {
    if (!isHidden(field)) return []
    const value = given[key]
    if (typeof value !== 'string') throw new Error(`the fixture of ${name} has no ${key}`)
    return [value]
  })
}

function isHidden(field: z.core.$ZodType): boolean {
  if (isSensitive(field)) return true
  const isWrapped = field instanceof z.ZodOptional || field instanceof z.ZodNullable || field instanceof z.ZodDefault
  return isWrapped && isHidden(field.def.innerType)
}

/** Texts of an answer that are shown this once. */
function shownOnce(data: object): string[] {
  return [...JSON.stringify(data).matchAll(/"(?:key|link|device_code|secret|token)":"([^"]+)"/g)].map(
    ([, text = '']) => text,
  )
}

/** Strangers could fill the log with these; what comes of them is written down. */
const unrecorded = ['device_logins.start', 'account.check_link']
/** These come several times a second, and what comes of them are events of runs. */
const isOfWorkers = (name: string) => name.startsWith('work.')

it('has one entry for each mutation, with who and what, and never a secret', async () => {
  expect(Object.keys(fixtures).toSorted()).toEqual(mutations.map(({ name }) => name).toSorted())
  const lines: string[] = []
  const log = createLog('trace', { write: (line) => void lines.push(line) })
  await using platform = await startPlatform({ worker: false, log, settings: { mail } })
  await platform.core.db.deleteFrom('users').execute()
  const worker = await platform.addWorker()
  const secrets: string[] = []
  const nobody = { ...platform.user, password: '' }
  const scene: Scene = { platform, worker, user: nobody, admin: {}, kept: new Map() }
  for (const [name, fixture] of Object.entries(fixtures)) {
    const sent = await fixture(scene)
    const before = (await entriesOf(platform)).length
    const headers = sent.headers ?? headersOf(scene.user)
    const answer = await call(scene, name, { ...sent, headers })
    sent.remember?.(answer)
    const added = (await entriesOf(platform)).slice(before)
    expect([name, added.length]).toEqual([name, unrecorded.includes(name) || isOfWorkers(name) ? 0 : 1])
    const [entry] = added
    if (entry)
      expect(entry, name).toMatchObject({
        procedure: name,
        address: '127.0.0.1',
        target: targetOf(name, sent.input, answer.data),
      })
    if (entry && headers['authorization'] !== undefined) expect(entry.credential, name).toMatchObject({ kind: 'key' })
    const schema = mutations.find((mutation) => mutation.name === name)?.input
    secrets.push(...secretsOf(name, schema, sent.input ?? {}), ...shownOnce(answer.data))
    if (name === 'session.claim') scene.user = await addPerson(platform)
  }
  const written = [...(await entriesOf(platform)).map((entry) => JSON.stringify(entry)), ...lines].join('\n')
  expect(secrets.length).toBeGreaterThan(15)
  expect(secrets.filter((secret) => written.includes(secret))).toEqual([])
})

/** The ids, names and paths that the call was given, and that of what it made. */
function targetOf(name: string, input: object = {}, data: object): object {
  const schema = mutations.find((mutation) => mutation.name === name)?.input
  const given = Object.entries(input).filter(([key]) =>
    /_id$|^(number|name|email|path|to|application|version|entrypoint)$/.test(key),
  )
  expect(schema === undefined || given.length > 0 || 'id' in data || unnamed.includes(name), name).toBe(true)
  const named = given.map(([key, value]) => [key, typeof value === 'number' ? String(value) : value])
  return { ...Object.fromEntries(named), ...('id' in data && { id: data.id }) }
}

/** These are about whoever calls, about what only a secret names, or about many things. */
const unnamed = [
  'notifications.update',
  'account.confirm',
  'account.reset_password',
  'account.change_password',
  'account.delete',
  'device_logins.decide',
  'device_logins.poll',
  'comparisons.create',
  'applications.put',
]

describe('the audit log', () => {
  it('has no entry of what failed, or was rolled back', async () => {
    await using platform = await startPlatform({ worker: false })
    const headers = { ...headersOf(platform.user), 'content-type': 'application/json' }
    const ask = (name: string, input: object, more: object = {}) =>
      fetch(`${platform.url}/trpc/${name}`, {
        method: 'POST',
        headers: { ...headers, ...more },
        body: JSON.stringify(input),
      })
    expect((await ask('secrets.delete', { name: 'none' })).status).toBe(404)
    expect((await ask('secrets.put', { name: 'no good name', value: 'v' })).status).toBe(400)
    expect((await ask('dead_letters.redrive', { dead_letter_id: crypto.randomUUID() })).status).toBe(403)
    await ask('secrets.put', { name: 'a', value: 'v' }, { 'idempotency-key': 'once' })
    await ask('secrets.put', { name: 'a', value: 'v' }, { 'idempotency-key': 'once' })
    expect(await entriesOf(platform)).toMatchObject([{ procedure: 'secrets.put', target: { name: 'a' } }])
    await sql`create function fail() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$`.execute(
      platform.core.db,
    )
    await sql`create constraint trigger late after insert on secrets deferrable initially deferred
      for each row execute function fail()`.execute(platform.core.db)
    expect((await ask('secrets.put', { name: 'b', value: 'v' })).status).toBe(500)
    expect(await entriesOf(platform)).toHaveLength(1)
  })

  it('takes nothing back as the role that the application has', async () => {
    await using platform = await startPlatform({ worker: false })
    await platform.user.client.secrets.put('a', 'v')
    const { db } = platform.core
    const before = await entriesOf(platform)
    for (const statement of [
      `update audit_entries set procedure = 'x'`,
      `update audit_entries set procedure = 'x' where false`,
      'delete from audit_entries',
      'truncate audit_entries',
      'truncate users cascade',
    ]) {
      const refused = sql.raw(statement).execute(db)
      if (statement.includes('users')) await refused
      else await expect(refused, statement).rejects.toMatchObject({ code: '42501' })
    }
    expect(await entriesOf(platform)).toEqual(before)
  })

  it('outlives the users that it is about', async () => {
    await using platform = await startPlatform({ worker: false })
    await platform.user.client.secrets.put('a', 'v')
    await platform.core.db.deleteFrom('users').execute()
    expect(await prepareFirstStart(platform.core, undefined)).toMatchObject({ kind: 'link' })
    expect(await entriesOf(platform)).toMatchObject([
      { actor_email: platform.user.actor.email, procedure: 'secrets.put' },
    ])
  })
})
