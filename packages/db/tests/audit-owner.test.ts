import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { expect, inject, it } from 'vitest'
import { type Database, insertAuditEntry, migrate, newId, openDatabase } from '../src/index.ts'

const guide = new URL('../../../docs/operating.md', import.meta.url)

/** The statements of the guide, each of which names the role `assay` and that which owns the log. */
async function statementsOf(heading: string): Promise<string[]> {
  const [, section = ''] = (await readFile(guide, 'utf8')).split(`${heading}\n`)
  const [, block = ''] = /```sql\n([\s\S]*?)```/.exec(section) ?? []
  return block.split(';\n').filter((statement) => statement.trim() !== '')
}

it('leaves the application no way around the audit log once another role owns it, as the guide says', async () => {
  const tag = newId().replaceAll('-', '')
  const [name, application, auditor] = [`assay_owned_${tag}`, `app_${tag}`, `audit_${tag}`]
  const open = (database: string, role?: string) => {
    const url = new URL(inject('test_server').url)
    url.pathname = `/${database}`
    if (role !== undefined) url.searchParams.set('options', `-c role=${role}`)
    return openDatabase<Database>({ url: url.href, pool_size: 1 })
  }
  await using stack = new AsyncDisposableStack()
  const server = stack.use(open('postgres'))
  const run = (db: typeof server, statement: string) => sql.raw(statement).execute(db)
  await run(server, `create role ${application}`)
  stack.defer(async () => void (await run(server, `drop role ${application}, ${auditor}`)))
  await run(server, `create database ${name} template template0 encoding 'UTF8'`)
  stack.defer(async () => void (await run(server, `drop database ${name} with (force)`)))
  const owner = stack.use(open(name))
  await run(owner, `grant create on schema public to ${application}`)
  const app = stack.use(open(name, application))
  await migrate(app)
  const recipe = await statementsOf('### An audit log that the application does not own')
  expect(recipe.length).toBeGreaterThan(3)
  for (const statement of recipe) {
    await run(owner, statement.replaceAll(/\bassay_audit\b/g, auditor).replaceAll(/\bassay\b/g, application))
  }
  await migrate(app)
  const call = { procedure: 'secrets.put', target: '{}', changes: '{}', request_id: 'r', address: '127.0.0.1' }
  await insertAuditEntry(app, { id: newId(), actor_id: null, actor_email: null, credential: null, ...call })
  for (const statement of [
    'delete from audit_entries',
    'truncate audit_entries',
    'alter table audit_entries disable trigger all',
    'drop trigger audit_entries_append_only on audit_entries',
    'drop table audit_entries',
    'drop schema public cascade',
    'create or replace function refuse_change() returns trigger language plpgsql as $$ begin return old; end $$',
    `alter table audit_entries owner to ${application}`,
  ]) {
    await expect(run(app, statement), statement).rejects.toMatchObject({ code: '42501' })
  }
  expect(await app.selectFrom('audit_entries').select('procedure').execute()).toEqual([{ procedure: 'secrets.put' }])
})
