import { type Database, newId } from '@assay/db'
import { createTestDatabase } from '@assay/db/testing'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { placeOutputs } from '../src/application/placed-outputs.ts'

const count = 10_000

it(`makes ${count} files of the outputs of a job in a few statements, once`, async () => {
  await using database = await createTestDatabase()
  const db: Kysely<Database> = database.db
  const [owner_id, run_id, job_id] = [newId(), newId(), newId()]
  const spec = { kind: 'application', outputs: { all: { path: 'maps', to: 'output' } }, parameters: {} }
  await sql`insert into users (id, email, name, groups) values (${owner_id}, 'somebody@example.org', 'Somebody', '{users}')`.execute(
    db,
  )
  await sql`
    insert into runs (id, owner_id, name, state, jobs_total, jobs_open, event_seq)
    values (${run_id}, ${owner_id}, 'run', 'running', 1, 1, 1)`.execute(db)
  await sql`
    insert into jobs (id, run_id, owner_id, name, kind, state, spec, waits_for, attempts_left)
    values (${job_id}, ${run_id}, ${owner_id}, 'crop', 'application', 'running', ${JSON.stringify(spec)}, 0, 3)`.execute(
    db,
  )
  await sql`
    with made as (
      insert into blobs (id, owner_id, sha256, size_bytes, object_key)
      select gen_random_uuid(), ${owner_id}, 'x', 1, 'objects/' || n from generate_series(1, ${count}) as n
      returning id, object_key)
    insert into job_outputs (job_id, name, path, blob_id)
    select ${job_id}, 'all', replace(object_key, 'objects/', 'some/'), id from made`.execute(db)
  const began = performance.now()
  expect(await db.transaction().execute((trx) => placeOutputs(trx, [job_id]))).toEqual(new Map())
  const took = performance.now() - began
  const { rows } = await sql<{ path: string }>`
    select path from files where owner_id = ${owner_id} and kind = 'file' order by length(path), path`.execute(db)
  expect([rows.length, rows[0]?.path]).toEqual([count, `output/${run_id}/crop/maps/some/1`])
  expect(took).toBeLessThan(15_000)
  const again = await db.transaction().execute((trx) => placeOutputs(trx, [job_id]))
  expect(again.get(job_id)).toContain(`and ${count - 1} more could not be made`)
})
