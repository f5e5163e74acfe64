import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { type Database, openSnapshot } from '@assay/db'
import { createTestDatabase, createThrowAwayDirectory } from '@assay/db/testing'
import { openStorage } from '@assay/storage'
import { newsCsv, type Platform, spawnProgram, startPlatform } from '@assay/testing'
import { type Kysely, sql } from 'kysely'
import { expect, it } from 'vitest'
import { exportArchive, importArchive } from '../src/index.ts'
import { storageIn } from './scene.ts'

const task = { type: 'summarization' } as const

const upload = ({ client }: Platform, name: string, rows: number) =>
  client.datasets.upload(new Blob([newsCsv(rows)]), { name, filename: `${name}.csv` })

/** Uploads, evaluates and deletes, again and again, until it is told to stop. */
async function keepWriting(platform: Platform, signal: AbortSignal, onTurn: (turn: number) => void): Promise<void> {
  const { client } = platform
  for (let turn = 0; !signal.aborted; turn++) {
    onTurn(turn)
    const dataset = await upload(platform, 'busy', 8 + turn)
    const { id } = await client.experiments.create({ name: `busy ${turn}`, dataset_id: dataset.id, task })
    const [run] = await client.experiments.evaluate(id, { models: ['lead-1', 'lead-3'] })
    await client.runs.wait(run?.id ?? '', { throwOnFailure: true })
    if (turn % 2 === 0) await client.experiments.delete(id)
  }
}

/** Lets bytes through once the gate is open; tells when the first came. */
function gated(gate: Promise<void>) {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const stage = new Transform({
    transform(bytes, _encoding, done) {
      begin()
      gate.then(() => done(null, bytes))
    },
  })
  return { begun, stage }
}

async function count(db: Kysely<Database>, question: ReturnType<typeof sql<{ count: number }>>): Promise<number> {
  return (await question.execute(db)).rows[0]?.count ?? -1
}

const held = sql<{ count: number }>`
  select count(*) as count from pgboss.job where name = 'blob.delete' and state = 'created' and start_after > now()`
const openRuns = sql<{ count: number }>`select count(*) as count from runs where state in ('queued', 'running')`
const unfinishedDatasets = sql<{ count: number }>`select count(*) as count from datasets where state = 'ingesting'`
/** What a run says about its jobs and events, where it is not so: tables that are not of one moment. */
const contradictions = sql<{ count: number }>`
  select count(*) as count from runs
  where jobs_open <> (select count(*) from jobs where run_id = runs.id and state in ('blocked', 'queued', 'running'))
    or event_seq <> (select coalesce(max(seq), 0) from events where run_id = runs.id)`

it('is of one moment, with all objects, while others upload, evaluate and delete, and goes on from there', async () => {
  await using stack = new AsyncDisposableStack()
  const platform = stack.use(await startPlatform())
  const { path } = stack.use(await createThrowAwayDirectory())
  const kept = await upload(platform, 'kept', 30)
  const stopping = new AbortController()
  const gate = Promise.withResolvers<void>()
  const [third, seventh] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const writing = keepWriting(platform, stopping.signal, (turn) => {
    if (turn === 2) third.resolve()
    if (turn === 6) seventh.resolve()
  })
  await third.promise
  const archive = join(path, 'archive.tar')
  const { begun, stage } = gated(gate.promise)
  const { database_url, core } = platform
  const exporting = exportArchive({
    ...{ database_url, storage: core.storage, stages: [stage], output: createWriteStream(archive) },
  })
  await begun
  await platform.client.datasets.delete(kept.id)
  await seventh.promise
  await expect.poll(() => count(core.db, held), { timeout: 20_000 }).toBeGreaterThanOrEqual(2)
  gate.resolve()
  const exported = await exporting
  stopping.abort()
  await writing
  expect(exported.left_out).toEqual([])

  const database = stack.use(await createTestDatabase())
  const storage_url = storageIn(join(path, 'storage'))
  const storage = stack.use(await openStorage(storage_url))
  const source = createReadStream(archive)
  const imported = await importArchive({
    database_url: database.url,
    storage,
    source,
    keys: { is_lost: true },
    keepSecretKey: async () => {},
  })
  expect(imported).toMatchObject({ objects: exported.objects, rows: exported.rows, unknown: [], unknown_messages: 0 })
  const { db } = database
  expect(await count(db, contradictions)).toBe(0)
  expect(await db.selectFrom('datasets').select('name').where('id', '=', kept.id).execute()).toEqual([{ name: 'kept' }])
  const blobs = await db.selectFrom('blobs').selectAll().execute()
  for (const blob of blobs) await storage.verify(blob.object_key, async () => blob)
  expect(blobs.length).toBeGreaterThan(5)

  stack.use(
    spawnProgram('packages/testing/src/worker-main.ts', {
      env: { ASSAY_DATABASE_URL: database.url, ASSAY_STORAGE_URL: storage_url, ASSAY_SECRET_KEY: platform.secret_key },
    }),
  )
  await expect.poll(() => count(db, openRuns), { timeout: 40_000 }).toBe(0)
  await expect.poll(() => count(db, unfinishedDatasets), { timeout: 20_000 }).toBe(0)
  expect(await db.selectFrom('runs').select('id').where('state', '<>', 'succeeded').execute()).toEqual([])
}, 150_000)

it('keeps objects that are deleted while a snapshot needs them, and deletes them when it does not', async () => {
  await using platform = await startPlatform()
  const { core, client, database_url } = platform
  const dataset = await upload(platform, 'news', 8)
  const { rows } = await sql<{ object_key: string }>`select object_key from blobs`.execute(core.db)
  {
    await using snapshot = await openSnapshot(database_url)
    await client.datasets.delete(dataset.id)
    await expect(rows).toHaveLength(2)
    await expect.poll(() => count(core.db, held)).toBe(1)
    await snapshot.endOfRows()
    const known: string[] = []
    for await (const page of snapshot.objectPages()) known.push(...page.map(({ object_key }) => object_key))
    expect(known).toEqual(rows.map(({ object_key }) => object_key).toSorted())
    for (const { object_key } of rows) expect(await core.storage.stat(object_key)).toBeDefined()
  }
  await sql`update pgboss.job set start_after = now() where name = 'blob.delete' and state = 'created'`.execute(core.db)
  for (const { object_key } of rows)
    await expect.poll(() => core.storage.stat(object_key), { timeout: 10_000 }).toBeUndefined()
})
