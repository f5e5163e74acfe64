import { type Database, storableJson } from '@assay/db'
import { DomainError, type JobState, type Lacking, type Placement, type Requirements, toJobError } from '@assay/schemas'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import { skipDependents } from './dependents.ts'
import type { EngineDeps } from './deps.ts'
import { listKnownWorkers, meantFor } from './known-worker.ts'
import { lackingOf } from './lacking.ts'
import { legalMoves } from './legal-moves.ts'
import { RunLedger } from './run-ledger.ts'
import { transactAround } from './transact.ts'

/** What tells whether a job can be placed, alike for many. */
interface Shape {
  readonly kind: string
  readonly placement: Placement
  readonly requires: Requirements
}

type Deps = Pick<EngineDeps, 'db' | 'hints'>

/**
 * Notes since when queued jobs wait that no known worker can fit, and fails those that have waited as long as they may.
 * Where no worker is known at all that takes such jobs, nothing speaks against one that comes.
 */
export async function sweepUnplaceable(deps: Deps): Promise<void> {
  const { rows: shapes } = await sql<Shape>`
    select distinct kind, placement, requires from jobs where state = 'queued' and requires is not null`.execute(
    deps.db,
  )
  if (shapes.length === 0) return
  const workers = await listKnownWorkers(deps.db)
  for (const shape of shapes) {
    const offered = meantFor(shape, workers).flatMap(({ offers }) => offers ?? [])
    const lacking = lackingOf(shape.requires, offered)
    if (lacking) await markUnplaceable(deps, { shape, lacking })
    else await clear(deps, shape)
  }
}

async function clear(deps: Deps, shape: Shape): Promise<void> {
  const isMarked = sql<boolean>`${isOf(shape)} and unplaceable_since is not null`
  await eachBatch(deps, isMarked, async ({ trx, ids }) => {
    await sql`update jobs set unplaceable_since = null where id = any(${ids}::uuid[]) and ${isMarked}`.execute(trx)
  })
}

interface Unplaceable {
  readonly shape: Shape
  readonly lacking: Lacking
}

async function markUnplaceable(deps: Deps, { shape, lacking }: Unplaceable): Promise<void> {
  const isNew = sql<boolean>`${isOf(shape)} and unplaceable_since is null`
  await eachBatch(deps, isNew, async ({ trx, ids }) => {
    await sql`update jobs set unplaceable_since = now() where id = any(${ids}::uuid[]) and ${isNew}`.execute(trx)
  })
  const isDue = sql<boolean>`${isOf(shape)} and unplaceable_since < now() - unplaceable_seconds * interval '1 second'`
  await eachBatch(deps, isDue, (batch) => failAll(batch, { isDue, lacking }))
}

interface Batch {
  readonly trx: Transaction<Database>
  readonly ledger: RunLedger
  readonly ids: readonly string[]
}

/** With the runs of such jobs locked, as far as nobody else holds them: the others come with the next sweep. */
async function eachBatch(
  deps: Deps,
  isWanted: RawBuilder<boolean>,
  work: (batch: Batch) => Promise<void>,
): Promise<void> {
  const { rows } = await sql<{ id: string; run_id: string }>`
    select id, run_id from jobs where ${isWanted} order by id limit 500`.execute(deps.db)
  if (rows.length === 0) return
  await transactAround(deps, async (held, trx) => {
    const ledger = new RunLedger(held)
    await ledger.lock(
      rows.map(({ run_id }) => run_id),
      { skip_locked: true },
    )
    const ids = rows.filter(({ run_id }) => ledger.has(run_id)).map(({ id }) => id)
    await work({ trx, ledger, ids })
    await ledger.flush()
  })
}

async function failAll(
  { trx, ledger, ids }: Batch,
  { isDue, lacking }: { readonly isDue: RawBuilder<boolean>; readonly lacking: Lacking },
): Promise<void> {
  const { to, event } = legalMoves.unplaceable
  const { rows } = await sql<{ id: string; run_id: string; name: string; state: JobState; waited: number }>`
    update jobs set state = ${to}, finished_at = now()
    where id = any(${ids}::uuid[]) and ${isDue}
    returning id, run_id, name, state, unplaceable_seconds as waited`.execute(trx)
  const failed = rows.map(({ waited, ...job }) => {
    return { ...job, error: toJobError(new DomainError('NO_WORKER_FITS', { waited_seconds: waited, lacking })) }
  })
  await sql`
    update jobs set error = failed.error
    from json_to_recordset(${storableJson(failed)}::json) as failed(id uuid, error jsonb)
    where jobs.id = failed.id`.execute(trx)
  for (const { name, error, ...job } of failed) ledger.jobMoved(job, event, { name, error })
  await skipDependents(
    trx,
    ledger,
    failed.map(({ id }) => id),
  )
}

function isOf({ kind, placement, requires }: Shape): RawBuilder<boolean> {
  return sql`state = 'queued' and kind = ${kind} and placement = ${placement}
    and requires = ${JSON.stringify(requires)}::jsonb`
}
