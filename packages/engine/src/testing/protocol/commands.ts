import type { Offers } from '@assay/schemas'
import fc from 'fast-check'
import { requestStop } from '../../stop.ts'
import type { JobSubmission } from '../../submit.ts'
import { sweep } from '../../sweep.ts'
import { transactAround } from '../../transact.ts'
import { settleAndClaim } from '../../turn.ts'
import { givesUpSeconds, leaseSeconds, readoptAttempts, renewWorkerSession } from '../../worker-session.ts'
import { addWorker, age, claim, ended, failed, job, passTime, settle, submit, succeeded, unheard } from '../scene.ts'
import { checkInvariants } from './invariants.ts'
import { type Believed, begin, end, type Model, type ModelWorker, type Real } from './model.ts'

type Step = fc.AsyncCommand<Model, Real>

/** A command that is checked by what must be true after each. */
function step(text: string, run: (model: Model, real: Real) => Promise<void>): Step {
  return {
    check: () => true,
    async run(model, real) {
      await run(model, real)
      await checkInvariants(model, real)
    },
    toString: () => text,
  }
}

const gpu = { model: null, arch: null, memory_bytes: 0 }
const offered = fc
  .record({ cpu: fc.integer({ min: 1, max: 4 }), gpus: fc.nat({ max: 2 }) })
  .map(({ cpu, gpus }): Offers => ({ cpu, gpus: Array(gpus).fill(gpu), memory_bytes: 0, labels: [] }))

const joining = offered.map((offers) =>
  step(`join ${offers.cpu}/${offers.gpus.length}`, async (model, { db }) => {
    const name = `worker ${model.workers.length}`
    const id = await addWorker(db, 4, { name, offers })
    model.workers.push({ id, name, offers, believed: [], stale_seconds: 0 })
  }),
)

const submitted = fc.record({
  needs: fc.uniqueArray(fc.nat({ max: 5 }), { maxLength: 2 }),
  requires: fc.option(fc.record({ cpu: fc.nat({ max: 3 }), gpu: fc.nat({ max: 2 }) })),
  is_limited: fc.boolean(),
  other_worker: fc.boolean(),
  priority: fc.nat({ max: 5 }),
})

const submitting = fc
  .tuple(
    fc.array(submitted, { minLength: 1, maxLength: 6 }),
    fc.nat({ max: 1 }),
    fc.option(fc.constantFrom(30, 300), { freq: 4 }),
  )
  .map(([drawn, owner, deadline_seconds]) =>
    step(`submit ${drawn.length} for ${owner}`, async (model, { db, owner_ids }) => {
      const jobs = drawn.map(({ needs, requires, is_limited, ...more }, index): JobSubmission => {
        const before = needs.filter((need) => need < index).map((need) => `j${need}`)
        return job(`j${index}`, before, {
          ...more,
          requires: requires && { ...requires, memory_bytes: 0, labels: [] },
          limit: is_limited ? { key: 'app', running: 2 } : null,
        })
      })
      const deadline_at =
        deadline_seconds === null ? null : new Date(Date.now() + deadline_seconds * 1000).toISOString()
      model.run_ids.push(await submit(db, owner_ids[owner] ?? '', jobs, { deadline_at }))
    }),
  )

/** A command of one of the workers that there are. */
function byWorker(
  text: string,
  index: number,
  run: (worker: ModelWorker, model: Model, real: Real) => Promise<void>,
): Step {
  return step(`${text} of ${index}`, async (model, real) => {
    const worker = model.workers[index % Math.max(model.workers.length, 1)]
    if (worker) await run(worker, model, real)
  })
}

const worker = fc.nat({ max: 3 })

const claiming = fc.tuple(worker, fc.integer({ min: 1, max: 4 })).map(([index, slots]) =>
  byWorker(`claim ${slots}`, index, async (mine, model, { db }) => {
    begin(model, mine, await claim(db, mine.id, slots, { offers: mine.offers, max_running_per_owner: 5 }))
  }),
)

const atOnce = fc.integer({ min: 1, max: 4 }).map((slots) =>
  step(`claim ${slots} by all at once`, async (model, { db }) => {
    const claims = model.workers.map(async (mine) => claim(db, mine.id, slots, { offers: mine.offers }))
    for (const [index, jobs] of (await Promise.all(claims)).entries()) {
      const mine = model.workers[index]
      if (mine) begin(model, mine, jobs)
    }
  }),
)

const ends = {
  succeeded,
  failed: failed(false),
  retried: failed(true),
  handed_back: { kind: 'handed_back' },
  stopped: { kind: 'stopped' },
} as const

const ending = fc.constantFrom('succeeded', 'succeeded', ...(Object.keys(ends) as (keyof typeof ends)[]))

const settling = fc
  .tuple(worker, fc.array(ending, { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([index, kinds, claims]) =>
    byWorker(`${kinds.join(', ')}${claims ? ' and claim' : ''}`, index, async (mine, model, { db }) => {
      const attempts = mine.believed.splice(0, kinds.length)
      const settlements = attempts.map((attempt, at) => ended(attempt, ends[kinds[at] ?? 'succeeded']))
      if (!claims) return end(model, attempts, await settle(db, settlements))
      const request = { worker_id: mine.id, slots: 2, kinds: ['step'], offers: mine.offers }
      const { moved, jobs } = await settleAndClaim(unheard(db), { settlements, request })
      end(model, attempts, moved)
      begin(model, mine, jobs)
    }),
  )

const stopping = fc.nat({ max: 5 }).map((index) =>
  step(`stop ${index}`, async (model, { db }) => {
    const run_id = model.run_ids[index % Math.max(model.run_ids.length, 1)]
    if (run_id === undefined) return
    await transactAround(unheard(db), (held) => requestStop(held, run_id))
    model.stopped.add(run_id)
  }),
)

/** Out of reach: its session is stale, and what it believes to execute goes on, or dies with it. */
const losing = fc
  .tuple(worker, fc.constantFrom(leaseSeconds - 5, leaseSeconds + 5, givesUpSeconds + 60), fc.boolean())
  .map(([index, seconds, dies]) =>
    byWorker(`${dies ? 'death' : 'silence'} of ${seconds} s`, index, async (mine, _, { db }) => {
      await age(db, mine.id, seconds)
      mine.stale_seconds = seconds
      if (dies) mine.believed = []
    }),
  )

const sweeping = fc.constant(
  step('sweep', async (model, { db }) => {
    await sweep(unheard(db), { standing_ms: leaseSeconds * 1000 })
    const { rows } = await stopsOf(model, { db })
    for (const run_id of rows) model.stopped.add(run_id)
    for (const attempt of [...model.standing.values()]) if (isLost(model, attempt)) model.standing.delete(attempt.id)
  }),
)

async function stopsOf(model: Model, { db }: Pick<Real, 'db'>): Promise<{ rows: string[] }> {
  const asked = db.selectFrom('runs').select('id').where('stop_requested_at', 'is not', null)
  const rows = model.run_ids.length === 0 ? [] : await asked.where('id', 'in', model.run_ids).execute()
  return { rows: rows.map(({ id }) => id) }
}

/** What is to stop is lost only when nothing of it can be alive. A deadline is seen after that in the same sweep. */
function isLost({ workers, stopped }: Model, { run_id, worker_id }: Believed): boolean {
  const stale_seconds = workers.find(({ id }) => id === worker_id)?.stale_seconds ?? 0
  return stale_seconds > (stopped.has(run_id) ? givesUpSeconds : leaseSeconds)
}

/** Back within reach: it renews, and takes back what nobody else has. */
const returning = worker.map((index) =>
  byWorker('return', index, async (mine, model, { db }) => {
    const session = { name: mine.name, slots: 4, lease_seconds: leaseSeconds, kinds: ['step'], offers: mine.offers }
    await renewWorkerSession(db, { id: mine.id, ...session })
    mine.stale_seconds = 0
    const missing = mine.believed.filter(({ id }) => !model.standing.has(id))
    const attempts = missing.map(({ id, run_id, attempt }) => ({ job_id: id, run_id, attempt }))
    const got = await readoptAttempts(unheard(db), { worker_id: mine.id, offers: mine.offers, attempts })
    for (const attempt of missing) if (got.has(attempt.id)) model.standing.set(attempt.id, attempt)
    mine.believed = mine.believed.filter((attempt) => model.standing.get(attempt.id)?.worker_id === mine.id)
  }),
)

const passing = fc
  .constantFrom(1, 60, 600)
  .map((seconds) => step(`${seconds} s pass`, async (_, { db }) => passTime(db, seconds)))

/** What can happen. */
export const commands = [
  joining,
  submitting,
  claiming,
  atOnce,
  settling,
  settling,
  stopping,
  losing,
  sweeping,
  returning,
  passing,
]
