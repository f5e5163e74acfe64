import { createApiKey } from '@assay/access'
import { insertAuditEntry, newId } from '@assay/db'
import { expect, it } from 'vitest'
import { startApi, type TestApi } from './test-api.ts'

async function addAdmin(api: TestApi): Promise<{ authorization: string }> {
  const { actor } = await api.addUser()
  await api.core.db
    .updateTable('users')
    .set({ groups: ['users', 'admin'] })
    .where('id', '=', actor.user_id)
    .execute()
  const { key } = await createApiKey(
    api.core,
    { ...actor, groups: ['users', 'admin'] },
    { name: 'k', scopes: ['admin'] },
  )
  return { authorization: `Bearer ${key}` }
}

async function addEntry({ core, user }: TestApi, more: { procedure?: string; name?: string } = {}): Promise<string> {
  const id = newId()
  await insertAuditEntry(core.db, {
    id,
    actor_id: user.actor.user_id,
    actor_email: user.actor.email,
    credential: JSON.stringify({ kind: 'key', id: 'k' }),
    procedure: more.procedure ?? 'datasets.create',
    target: JSON.stringify({ name: more.name ?? 'news' }),
    changes: JSON.stringify({ name: more.name ?? 'news' }),
    request_id: 'r',
    address: '192.0.2.1',
  })
  return id
}

const get = (api: TestApi, query: string, headers: { authorization: string }) =>
  api.app.inject({ url: `/api/v1/audit/export?${query}`, headers })

it('exports every entry once, newest first, over as many pages as there are', async () => {
  await using api = await startApi()
  const headers = await addAdmin(api)
  const ids: string[] = []
  for (let entry = 0; entry < 450; entry++) ids.unshift(await addEntry(api))
  const answer = await get(api, 'format=jsonl', headers)
  expect(answer.headers['content-type']).toBe('application/x-ndjson')
  expect(answer.headers['content-disposition']).toContain('assay-audit.jsonl')
  const lines = answer.body.trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).id)).toEqual(ids)
  const listed = await api.app.inject({ url: '/api/v1/audit?limit=1', headers })
  expect(JSON.parse(lines[0] ?? '')).toEqual(listed.json().items[0])
})

it('exports what the filters of the list choose', async () => {
  await using api = await startApi()
  const headers = await addAdmin(api)
  const [one] = [await addEntry(api, { procedure: 'secrets.put', name: 'openai' }), await addEntry(api)]
  for (const query of [
    'procedure=secrets.put',
    'target_id=openai',
    `procedure=secrets.put&since=2020-01-01T00:00:00Z`,
  ]) {
    const { body } = await get(api, query, headers)
    expect(JSON.parse(body)).toMatchObject({ id: one })
  }
  expect((await get(api, 'until=2020-01-01T00:00:00Z', headers)).body).toBe('')
  expect((await get(api, 'format=xls', headers)).json()).toMatchObject({ code: 'INPUT_INVALID' })
})

it('writes CSV in which nothing is a formula and nothing breaks a line', async () => {
  await using api = await startApi()
  const headers = await addAdmin(api)
  const hostile = { ...api, user: { ...api.user, actor: { ...api.user.actor, email: '=HYPERLINK("http://x")' } } }
  await addEntry(hostile, { name: 'a "quoted",\r\nname' })
  const { body, headers: said } = await get(api, 'format=csv', headers)
  expect(said['content-type']).toBe('text/csv; charset=utf-8')
  const [head, line, end] = body.split('\r\n')
  expect(head).toContain('"created_at","id","actor_id","actor_email","credential_kind","credential_id","procedure"')
  expect(line).toContain(`"'=HYPERLINK(""http://x"")"`)
  expect(line).toContain(String.raw`"{""name"":""a \""quoted\"",\r\nname""}"`)
  expect(end).toBe('')
})

it('is for admins with the scope alone', async () => {
  await using api = await startApi()
  expect((await get(api, '', api.user.headers)).json()).toMatchObject({ code: 'FORBIDDEN' })
  expect((await api.app.inject({ url: '/api/v1/audit/export' })).statusCode).toBe(401)
})
