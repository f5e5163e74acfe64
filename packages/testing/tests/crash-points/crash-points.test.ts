import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { deleteObjects, type OpenCore, openCore, sweepExpired, sweepObjects } from '@assay/core'
import { insertUser, newId } from '@assay/db'
import { createTestDatabase } from '@assay/db/testing'
import type { MessagePayload } from '@assay/queue'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { spawnProgram } from '../../src/index.ts'
import { contents, operations } from './operations.ts'

/** The same points each time; others may be tried by another seed. */
const seed = Number(process.env['ASSAY_TEST_SEED'] ?? 20_261_201)
const pointsOfEach = 3
const program = 'packages/testing/tests/crash-points/program.ts'

const stack = new AsyncDisposableStack()
let core: OpenCore
let env: Readonly<Record<string, string>>

beforeAll(async () => {
  const { url } = stack.use(await createTestDatabase())
  const directory = await mkdtemp(join(tmpdir(), 'assay-crash-'))
  stack.defer(() => rm(directory, { recursive: true, force: true }))
  const storage_url = pathToFileURL(join(directory, 'storage/')).href
  const scratch_directory = join(directory, 'scratch')
  env = { ASSAY_DATABASE_URL: url, ASSAY_STORAGE_URL: storage_url, ASSAY_DATA_DIR: scratch_directory }
  const secret_key = 'a key that is only good for tests, as everyone knows it'
  const log = { info() {}, warn() {}, error() {} }
  const named = { name: 'assay test', database_url: url, storage_url, scratch_directory, secret_key }
  core = stack.use(await openCore({ ...named, settings: {}, log }))
})

afterAll(() => stack.disposeAsync())

async function run(name: string, step?: number): Promise<{ readonly exit: number | null; readonly steps: number }> {
  const user_id = newId()
  await insertUser(core.db, { id: user_id, email: `${user_id}@example.org`, name: 'Ada', groups: ['users'] })
  const args = [name, user_id, ...(step === undefined ? [] : [String(step)])]
  await using spawned = spawnProgram(program, { env, args })
  const exit = await spawned.exited
  if (exit !== 0 && exit !== null) throw new Error(spawned.stderr)
  return { exit, steps: Number(/steps (\d+)/.exec(spawned.stdout)?.[1] ?? 0) }
}

/** Every row has its object, and every file is wholly what it was before or later. */
async function expectWhole(): Promise<void> {
  const blobs = await core.db.selectFrom('blobs').selectAll().execute()
  for (const { object_key, size_bytes } of blobs) expect(await core.storage.stat(object_key)).toEqual({ size_bytes })
  const files = await core.db
    .selectFrom('files')
    .innerJoin('blobs', 'blobs.id', 'blob_id')
    .select(['object_key', 'path'])
    .execute()
  for (const { object_key } of files) expect(contents).toContain(await text(await core.storage.read(object_key)))
}

/** What comes in the course of a day: uploads expire, messages are handled, and what has no row is swept. */
async function passDay(): Promise<void> {
  await core.db.updateTable('uploads').set({ expires_at: '2020-01-01T00:00:00.000Z' }).execute()
  await sweepExpired(core)
  const { rows } = await sql<{ data: MessagePayload<'blob.delete'> }>`
    delete from pgboss.job where name = 'blob.delete' returning data`.execute(core.db)
  for (const { data } of rows) await deleteObjects(core, data)
  await sweepObjects(core, Date.now() + 2 * 86_400_000)
}

async function expectNothingLeft(): Promise<void> {
  const blobs = await core.db.selectFrom('blobs').select('object_key').execute()
  const known = new Set(blobs.map(({ object_key }) => object_key))
  for await (const { key } of core.storage.list('objects/')) expect(known).toContain(key)
  for await (const { key } of core.storage.unfinished('')) expect.unreachable(`parts of ${key} are left`)
}

it.each(Object.keys(operations))(
  'loses nothing and leaves nothing when a process is killed in the middle of: %s',
  { timeout: 180_000 },
  async (name) => {
    const { exit, steps } = await run(name)
    expect(exit).toBe(0)
    expect(steps).toBeGreaterThan(10)
    await expectWhole()
    const points = fc.sample(fc.integer({ min: 1, max: steps }), { seed, numRuns: pointsOfEach })
    for (const point of points) {
      expect((await run(name, point)).exit, `step ${point} of ${steps}`).toBeNull()
      await expectWhole()
      await passDay()
      await expectWhole()
      await expectNothingLeft()
    }
  },
)
