import { createTestDatabase } from '@assay/db/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isTerminal } from '../src/legal-moves.ts'
import type { Settlement } from '../src/settlement.ts'
import {
  addUser,
  addWorker,
  claim,
  ended,
  eventsOf,
  failed,
  job,
  settle,
  statesOf,
  stop,
  submit,
  succeeded,
} from '../src/testing/scene.ts'

const ends = ['succeeded', 'succeeded', 'succeeded', 'failed', 'retried', 'handed_back', 'lost'] as const
const endOf: Readonly<Record<(typeof ends)[number], Settlement['end']>> = {
  succeeded,
  failed: failed(false),
  retried: failed(true),
  handed_back: { kind: 'handed_back' },
  lost: { kind: 'lost' },
}

const scenario = fc.record({
  edges: fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 12 }),
  ends: fc.array(fc.constantFrom(...ends), { minLength: 40, maxLength: 40 }),
  slots: fc.integer({ min: 1, max: 5 }),
  stop_after: fc.option(fc.nat({ max: 8 }), { freq: 4 }),
})

it('brings any acyclic graph to an end that follows from how its attempts ended', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const owner_id = await addUser(db)
  await fc.assert(
    fc.asyncProperty(scenario, async ({ edges, ends: drawn, slots, stop_after }) => {
      const jobs = edges.map((targets, index) =>
        job(`j${index}`, [...new Set(index === 0 ? [] : targets.map((target) => `j${target % index}`))]),
      )
      const run_id = await submit(db, owner_id, jobs)
      const worker_id = await addWorker(db)
      let stopped = false
      const next = drawn[Symbol.iterator]()
      for (let round = 0; ; round++) {
        await db.updateTable('jobs').set({ available_at: null }).where('run_id', '=', run_id).execute()
        const claimed = await claim(db, worker_id, slots)
        if (round === stop_after) {
          stopped = true
          await stop(db, run_id)
        }
        if (claimed.length === 0) break
        const settlements = claimed.map((row) =>
          ended(row, stopped ? { kind: 'stopped' } : endOf[next.next().value ?? 'succeeded']),
        )
        const moved = await settle(db, settlements)
        expect(moved.size).toBe(claimed.length)
      }
      const { run, ...states } = await statesOf(db, run_id)
      for (const { name, needs } of jobs) {
        const state = states[name] ?? 'blocked'
        expect(isTerminal(state)).toBe(true)
        const allNeeded = needs.every((needed) => states[needed] === 'succeeded')
        if (state === 'succeeded' || state === 'failed') expect(allNeeded).toBe(true)
        if (state === 'skipped') expect(allNeeded).toBe(false)
        if (state === 'stopped') expect(stopped).toBe(true)
      }
      const all = Object.values(states)
      expect(run).toBe(all.includes('failed') ? 'failed' : all.includes('stopped') ? 'stopped' : 'succeeded')
      const events = await eventsOf(db, run_id)
      expect(events.at(0)).toBe('run.created')
      expect(events.filter((event) => /^run\.(succeeded|failed|stopped)/.test(event))).toEqual([`run.${run}`])
      expect(events.at(-1)).toBe(`run.${run}`)
    }),
    { numRuns: 60 },
  )
})
