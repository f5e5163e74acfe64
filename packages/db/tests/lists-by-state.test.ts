import { type JobKind, type JobState, jobKind, jobState, type PageInput } from '@assay/schemas'
import { type Kysely, sql } from 'kysely'
import { expect, it } from 'vitest'
import { type Database, insertUser, listJobs, listRuns, newId, type Viewer } from '../src/index.ts'
import { createTestDatabase } from '../src/testing/index.ts'

async function addViewer(db: Kysely<Database>): Promise<Viewer> {
  const id = newId()
  await insertUser(db, { id, email: `${id}@example.org`, name: 'Somebody', groups: ['users'] })
  return { user_id: id, groups: ['users'], sees_all: false }
}

async function addRun(db: Kysely<Database>, owner_id: string, state: JobState = 'succeeded'): Promise<string> {
  const id = newId()
  const isOpen = state === 'queued' || state === 'running'
  const counts = { jobs_failed: Number(state === 'failed'), jobs_stopped: Number(state === 'stopped') }
  const finished_at = isOpen ? null : new Date().toISOString()
  await db
    .insertInto('runs')
    .values({ id, owner_id, name: 'run', state, finished_at, ...counts })
    .execute()
  return id
}

interface Many {
  readonly state: JobState
  readonly kind: JobKind
  readonly count: number
}

async function addJobs(db: Kysely<Database>, { user_id: owner_id }: Viewer, { state, kind, count }: Many) {
  const run_id = await addRun(db, owner_id)
  const spec = JSON.stringify({ kind: 'inference' })
  const jobs = Array.from({ length: count }, (_, at) => ({ id: newId(), name: `job ${at}`, run_id, owner_id }))
  await db
    .insertInto('jobs')
    .values(jobs.map((job) => ({ ...job, state, kind, spec, attempts_left: 0 })))
    .execute()
}

/** All ids of a list, page by page, with its total. */
async function idsOf(list: (page: PageInput) => ReturnType<typeof listJobs>) {
  const { total, items, next_cursor } = await list({ limit: 2, include_total: true })
  const ids = items.map(({ id }) => id)
  for (let cursor = next_cursor; cursor !== null; ) {
    const page = await list({ limit: 2, cursor, include_total: false })
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.next_cursor
  }
  return { ids, total }
}

const optionalStates = [undefined, ...jobState.options]
const optionalKinds = [undefined, ...jobKind.options]

it('lists by state, by kind and by both what the whole list holds of them, page by page', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const [viewer, other] = [await addViewer(db), await addViewer(db)]
  for (const state of jobState.options) {
    for (const kind of jobKind.options) {
      await addJobs(db, viewer, { state, kind, count: 3 })
      await addJobs(db, other, { state, kind, count: 1 })
    }
  }
  const { items } = await listJobs(db, { viewer }, { limit: 200, include_total: false })
  expect(items).toHaveLength(3 * jobState.options.length * jobKind.options.length)
  for (const scope of [undefined, 'own'] as const) {
    for (const [state, kind] of optionalStates.flatMap((one) => optionalKinds.map((two) => [one, two] as const))) {
      const wanted = items.filter((job) => (state ?? job.state) === job.state && (kind ?? job.kind) === job.kind)
      const filter = { viewer, state, kind, ...(scope && { scope }) }
      const found = await idsOf((page) => listJobs(db, filter, page))
      expect(found, `${state} ${kind}`).toEqual({ ids: wanted.map(({ id }) => id), total: wanted.length })
    }
  }
})

/** How many rows of a table a call reads. */
async function rowsRead(db: Kysely<Database>, table: string, call: (db: Kysely<Database>) => Promise<unknown>) {
  return db.transaction().execute(async (trx) => {
    const soFar = async () => {
      const { rows } = await sql<{ count: number }>`
        select (seq_tup_read + idx_tup_fetch)::int as count
        from pg_stat_xact_user_tables where relname = ${table}`.execute(trx)
      return rows[0]?.count ?? Number.NaN
    }
    const before = await soFar()
    await call(trx)
    return (await soFar()) - before
  })
}

const page = { limit: 50, include_total: true }

it('passes over none of many jobs to find that none is in a state, or of a kind', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const viewer = await addViewer(db)
  await addJobs(db, viewer, { state: 'succeeded', kind: 'inference', count: 3_000 })
  await sql`vacuum analyze jobs`.execute(db)
  const filters = [
    ...jobState.options.filter((state) => state !== 'succeeded').map((state) => ({ state })),
    { kind: 'evaluation' },
    { state: 'succeeded', kind: 'evaluation' },
  ] as const
  for (const filter of filters) {
    const read = await rowsRead(db, 'jobs', (trx) => listJobs(trx, { viewer, ...filter }, page))
    expect(read, JSON.stringify(filter)).toBe(0)
  }
})

it.each([{ sees_all: false }, { sees_all: true, scope: 'all' }] as const)(
  'passes over none of many runs to find those few that are in a state: %j',
  async ({ sees_all, ...scope }) => {
    await using database = await createTestDatabase()
    const { db } = database
    const viewer = { ...(await addViewer(db)), sees_all }
    for (const state of ['queued', 'running', 'failed', 'stopped'] as const) await addRun(db, viewer.user_id, state)
    await sql`
      insert into runs (id, owner_id, name, state, finished_at)
      select gen_random_uuid(), ${viewer.user_id}, 'run', 'succeeded', now()
      from generate_series(1, 3000)`.execute(db)
    await sql`vacuum analyze runs`.execute(db)
    for (const state of jobState.options.filter((name) => name !== 'succeeded')) {
      const { items } = await listRuns(db, { viewer, state, ...scope }, page)
      expect(items.map((run) => run.state)).toEqual(state === 'blocked' || state === 'skipped' ? [] : [state])
      const read = await rowsRead(db, 'runs', (trx) => listRuns(trx, { viewer, state, ...scope }, page))
      expect(read, state).toBeLessThan(10)
    }
  },
)
