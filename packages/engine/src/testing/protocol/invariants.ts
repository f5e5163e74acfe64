import type { JobState } from '@assay/schemas'
import { sql } from 'kysely'
import { isTerminal, legalMoves, type MoveCause } from '../../legal-moves.ts'
import { eventsOf, statesOf } from '../scene.ts'
import { isSame, type Model, type Real } from './model.ts'

/** Throws unless the database agrees with the model, and with itself. */
export async function checkInvariants(model: Model, { db }: Real): Promise<void> {
  const rows = await db.selectFrom('jobs').selectAll().where('state', '=', 'running').execute()
  for (const { id, run_id, attempt, worker_id } of rows) {
    const believed = { id, run_id, attempt, worker_id: worker_id ?? '' }
    if (!isSame(model.standing.get(id), believed)) throw new Error(`attempt ${attempt} of job ${id} should not stand`)
  }
  if (rows.length !== model.standing.size) throw new Error('an attempt stands that the database does not have')
  await checkBookings(model, { db })
  for (const run_id of model.run_ids) await checkHistory(db, run_id)
}

async function checkBookings(model: Model, { db }: Pick<Real, 'db'>): Promise<void> {
  const { rows } = await sql<{ worker_id: string; cpu: number; gpus: number[] }>`
    select worker_id, sum((requires ->> 'cpu')::float8) as cpu,
      array(select unnest(gpus) from jobs as held where held.worker_id = jobs.worker_id and state = 'running') as gpus
    from jobs where state = 'running' and requires is not null group by worker_id`.execute(db)
  for (const { worker_id, cpu, gpus } of rows) {
    const offers = model.workers.find(({ id }) => id === worker_id)?.offers
    if (!offers || cpu > offers.cpu) throw new Error(`worker ${worker_id} is over-booked: ${cpu} processors`)
    const isTwice = new Set(gpus).size < gpus.length
    if (isTwice || gpus.some((place) => place >= offers.gpus.length)) {
      throw new Error(`worker ${worker_id} is over-booked: GPUs ${gpus.join(', ')}`)
    }
  }
  const limits = await sql<{ limit_key: string }>`
    select limit_key from jobs where state = 'running' and limit_key is not null
    group by limit_key having count(*) > min(limit_running)`.execute(db)
  if (limits.rows.length > 0) throw new Error(`more jobs of ${limits.rows[0]?.limit_key} are running than may`)
}

interface Seen {
  state: JobState
  attempt: number
}

/** Throws unless the events of a run, which have no gaps, are legal moves that lead to what its jobs are. */
async function checkHistory(db: Real['db'], run_id: string): Promise<void> {
  await eventsOf(db, run_id)
  const events = await db.selectFrom('events').selectAll().where('run_id', '=', run_id).orderBy('seq').execute()
  const jobs = await db.selectFrom('jobs').selectAll().where('run_id', '=', run_id).execute()
  for (const job of jobs) {
    const first = await db.selectFrom('job_needs').selectAll().where('job_id', '=', job.id).limit(1).execute()
    const seen: Seen = { state: first.length > 0 ? 'blocked' : 'queued', attempt: 0 }
    const moves = events.filter(({ job_id }) => job_id === job.id)
    for (const { type, data } of first.length > 0 ? moves : moves.slice(1)) {
      move(seen, type, Number(data['attempt'] ?? seen.attempt))
    }
    if (seen.state !== job.state || seen.attempt !== job.attempt) {
      throw new Error(`job ${job.name} is ${job.state}/${job.attempt}, by its events ${seen.state}/${seen.attempt}`)
    }
  }
  const { run } = await statesOf(db, run_id)
  const isOver = jobs.every(({ state }) => isTerminal(state))
  if (isOver !== isTerminal(run ?? 'queued')) throw new Error(`run ${run_id} is ${run}, its jobs say otherwise`)
}

const causes = Object.keys(legalMoves) as MoveCause[]

function move(seen: Seen, type: string, attempt: number): void {
  const cause = causes.find((each) => {
    const { from, event } = legalMoves[each]
    return event === type && from.some((state) => state === seen.state)
  })
  if (!cause) throw new Error(`${type} of a job that is ${seen.state}`)
  const isNext = type !== 'job.started' || attempt === seen.attempt || attempt === seen.attempt + 1
  if (!isNext) throw new Error(`attempt ${attempt} came after ${seen.attempt}`)
  seen.state = legalMoves[cause].to
  seen.attempt = attempt
}
