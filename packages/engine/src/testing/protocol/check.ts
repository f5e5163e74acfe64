import type { Database } from '@assay/db'
import fc from 'fast-check'
import type { Kysely } from 'kysely'
import { isTerminal } from '../../legal-moves.ts'
import { sweep } from '../../sweep.ts'
import { addUser, addWorker, age, claim, ended, passTime, settle, unheard } from '../scene.ts'
import { commands } from './commands.ts'
import { checkInvariants } from './invariants.ts'
import { emptyModel, type Model, type Real } from './model.ts'

export interface ProtocolCheck {
  /** How many histories. */
  readonly runs: number
  /** Commands in a history, at most. */
  readonly length: number
  /** What they are drawn from; another one each time unless given. */
  readonly seed?: number | undefined
}

/**
 * Has workers, owners and sweepers do whatever they can, in any order, and checks the database after each step: only
 * legal moves, one attempt of a job that stands, events without gaps, nobody over-booked, and in the end every run over.
 */
export async function checkProtocol(db: Kysely<Database>, { runs, length, seed }: ProtocolCheck): Promise<void> {
  const owner_ids = [await addUser(db), await addUser(db)]
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: length, size: 'max' }), async (history) => {
      await db.deleteFrom('runs').execute()
      await db.deleteFrom('workers').execute()
      const model = emptyModel()
      const real = { db, owner_ids }
      await fc.asyncModelRun(() => ({ model, real }), history)
      await bringToEnd(model, real)
    }),
    { numRuns: runs, ...(seed !== undefined && { seed }) },
  )
}

/** All workers die, and one that has everything comes. */
async function bringToEnd(model: Model, { db, owner_ids }: Real): Promise<void> {
  for (const { id } of model.workers) await age(db, id, 10_000)
  const offers = {
    cpu: 100,
    memory_bytes: 0,
    gpus: Array(9).fill({ model: null, arch: null, memory_bytes: 0 }),
    labels: [],
  }
  const worker_id = await addWorker(db, 100, { name: 'the last', offers })
  await sweep(unheard(db), { standing_ms: 60_000 })
  for (let rounds = 0; rounds < 100; rounds++) {
    await passTime(db, 60)
    const jobs = await claim(db, worker_id, 100, { offers })
    if (jobs.length === 0) break
    await settle(
      db,
      jobs.map((row) => ended(row)),
    )
  }
  model.standing.clear()
  await checkInvariants(model, { db, owner_ids })
  const open = await db.selectFrom('runs').selectAll().execute()
  for (const { id, state, jobs_open } of open) {
    if (!isTerminal(state) || jobs_open > 0) throw new Error(`run ${id} never ends: ${state}`)
  }
}
