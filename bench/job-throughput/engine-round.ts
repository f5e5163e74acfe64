import { Dispatcher } from '@assay/dispatch'
import { submitRuns, transactAround } from '@assay/engine'
import { openOwnWork } from '@assay/worker'
import type { Engine } from '../platform/engine.ts'
import { noOpKind, noOpRun, nothing } from '../platform/no-op.ts'

export interface Shape {
  readonly jobs: number
  readonly jobs_per_run: number
  readonly slots: number
}

/** How many jobs are submitted in one transaction. */
const bulk = 1_000

/** Seconds from the first submission to the last settle, while a dispatcher is at work. */
export async function engineRound(engine: Engine, owner_id: string, shape: Shape): Promise<number> {
  const { jobs, jobs_per_run, slots } = shape
  const all = Promise.withResolvers<void>()
  let left = jobs
  const dispatcher = new Dispatcher({
    source: await openOwnWork(engine, { name: 'bench', slots, kinds: [noOpKind] }),
    slots,
    log: engine.log,
    runners: {
      [noOpKind]: async () => {
        left -= 1
        if (left === 0) all.resolve()
        return nothing
      },
    },
  })
  const started_at = performance.now()
  for (let submitted = 0; submitted < jobs; submitted += bulk) {
    const runs = Array.from({ length: bulk / jobs_per_run }, () => noOpRun(owner_id, jobs_per_run))
    await transactAround(engine, (held) => submitRuns(held, runs))
  }
  await all.promise
  await dispatcher.drain()
  return (performance.now() - started_at) / 1000
}
