import { sql } from 'kysely'
import { expect, inject, it, onTestFinished } from 'vitest'
import { openDatabase } from '../src/database.ts'
import { compareMigrations, listMigrations, migrateAsFar } from '../src/migrate.ts'
import type { Database } from '../src/tables/index.ts'
import { createTestDatabase } from '../src/testing/index.ts'
import { databaseUrl, execute } from '../src/testing/test-server.ts'
import { restoreDatabase } from '../src/transfer/restoration.ts'
import { openSnapshot, type Snapshot } from '../src/transfer/snapshot.ts'
import { newId } from '../src/uuid.ts'

/** A database in which nothing is. */
async function createEmptyDatabase() {
  const server = inject('test_server')
  const name = `assay_empty_${newId().replaceAll('-', '')}`
  await execute(server.url, `create database ${name}`)
  const url = databaseUrl(server.url, name)
  const db = openDatabase<Database>({ url })
  onTestFinished(async () => {
    await db.destroy()
    await execute(server.url, `drop database ${name} with (force)`)
  })
  return { url, db }
}

/** Takes all rows of a snapshot to another database. */
async function restore(snapshot: Snapshot, url: string, settle = async () => {}) {
  const { migrations, tables, sequences } = snapshot
  return restoreDatabase({ url, migrations, tables, admit: () => {}, settle }, async (restoration) => {
    for (const table of tables.filter(({ name }) => restoration.tables.has(name))) {
      const intake = restoration.open(table)
      await intake.take(snapshot.rows(table))
      await intake.end()
    }
    await restoration.close(sequences)
  })
}

const odd = 'Ada \\N \t "quoted" \u{1f980} e\u0301'

function addUser(url: string) {
  const id = newId()
  return execute(
    url,
    `insert into users (id, email, name, password_hash, groups) values ('${id}', 'ada@example.org', $$${odd}$$, null, '{users}')`,
  )
}

it('brings what an older Assay has left to the newest migration', async () => {
  await using newest = await createTestDatabase()
  const [older, target] = [await createEmptyDatabase(), await createEmptyDatabase()]
  const names = await listMigrations(newest.db)
  await migrateAsFar<Database>(older.db, names.slice(0, -1))
  expect(await compareMigrations(older.db)).toBe('older')
  await addUser(older.url)
  await using snapshot = await openSnapshot(older.url)
  await restore(snapshot, target.url)
  expect(await compareMigrations(target.db)).toBe('same')
  expect(await target.db.selectFrom('users').select('name').execute()).toEqual([{ name: odd }])
})

it('changes nothing when anything fails, up to the last step', async () => {
  await using source = await createTestDatabase()
  const target = await createEmptyDatabase()
  await addUser(source.url)
  await using snapshot = await openSnapshot(source.url)
  const failing = restore(snapshot, target.url, async () => {
    throw new Error('the last step')
  })
  await expect(failing).rejects.toThrow('the last step')
  const { rows } = await sql`select tablename from pg_tables where schemaname = 'public'`.execute(target.db)
  expect(rows).toEqual([])
})

it('refuses rows that refer to what is not there', async () => {
  await using source = await createTestDatabase()
  const target = await createEmptyDatabase()
  await execute(source.url, 'alter table secrets drop constraint secrets_owner_id_fkey')
  await execute(source.url, `insert into secrets (owner_id, name, ciphertext) values ('${newId()}', 'orphan', 'x')`)
  await using snapshot = await openSnapshot(source.url)
  await expect(restore(snapshot, target.url)).rejects.toThrow('secrets_owner_id_fkey')
})

it('keeps what the tables did of their own before: references, triggers, defaults', async () => {
  await using source = await createTestDatabase()
  const target = await createEmptyDatabase()
  await addUser(source.url)
  await using snapshot = await openSnapshot(source.url)
  await restore(snapshot, target.url)
  const rules = sql<{ rule: string }>`
    select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) as rule from pg_constraint
    where connamespace = 'public'::regnamespace
    union select tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text from pg_trigger where not tgisinternal
    order by rule`
  expect((await rules.execute(target.db)).rows).toEqual((await rules.execute(source.db)).rows)
  await expect(execute(target.url, 'delete from audit_entries')).rejects.toThrow()
})

it('takes every table with the columns that it stores, and where its sequences stand', async () => {
  await using source = await createTestDatabase()
  await execute(
    source.url,
    'create table later (id bigserial, twice bigint generated always as (2) stored, "a column" text)',
  )
  await execute(source.url, `insert into later ("a column") values ('one'), ('two')`)
  await using snapshot = await openSnapshot(source.url)
  expect(snapshot.tables).toContainEqual({ name: 'later', columns: ['id', 'a column'] })
  expect(snapshot.sequences).toContainEqual({ name: 'later_id_seq', last_value: '2' })
  expect(snapshot.sequences).toContainEqual({ name: 'job_numbers_number_seq', last_value: null })
  const later = snapshot.tables.find(({ name }) => name === 'later')
  expect((await (later ? snapshot.rows(later) : undefined)?.toArray())?.join('')).toBe('1\tone\n2\ttwo\n')
})
