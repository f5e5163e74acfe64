import { Refusal } from '../error.ts'
import type { AddRoute, Asked } from '../routes.ts'
import { named } from './named.ts'
import { payloadOf, runsOf } from './run-view.ts'
import { naive, naiveOrNull, runStatus } from './status.ts'

export function addJobRoutes(add: AddRoute): void {
  add('GET', '/jobs/', async (asked) => {
    const names = new Set<string>()
    for await (const run of runsOf(asked)) names.add(run.name)
    return [...names].toSorted()
  })
  add('GET', '/jobs/:job', async (asked) => {
    const run = await newestRun(asked, named(asked, 'job'))
    const { modules, force_rerun } = payloadOf(run) ?? {}
    return {
      job: run.name,
      modules,
      status: runStatus(run.state),
      start_time: naive(run.created_at),
      stop_time: naiveOrNull(run.finished_at),
      force_rerun,
    }
  })
}

async function newestRun(asked: Asked, job: string) {
  for await (const run of runsOf(asked, job)) return run
  throw new Refusal(404, `job not found: ${job}`)
}
