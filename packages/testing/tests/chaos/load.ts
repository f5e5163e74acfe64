import { setTimeout as delay } from 'node:timers/promises'
import type { Assay } from '@assay/sdk'
import { type DrawnRun, submissionOf } from './graph.ts'
import { asked } from './patience.ts'

/** A run that was submitted, by the id that its client was told. */
export interface Submitted {
  readonly id: string
  readonly run: DrawnRun
  /** Whether its end was asked for before it had ended. */
  readonly stopped: boolean
}

/** Submits all runs at their times, and stops those that are to be stopped; whatever does not answer is asked again. */
export async function submitAll(client: Assay, runs: readonly DrawnRun[]): Promise<Submitted[]> {
  return Promise.all(
    runs.map(async (run) => {
      await delay(run.at_ms)
      const id = await submit(client, run)
      if (run.stops_ms === undefined) return { id, run, stopped: false }
      await delay(run.stops_ms)
      await asked(() => client.runs.stop(id))
      return { id, run, stopped: true }
    }),
  )
}

/** The same key each time: however often it is sent, there is one run. */
export async function submit(client: Assay, run: DrawnRun): Promise<string> {
  return (await asked(() => client.runs.create(submissionOf(run), { idempotencyKey: run.key }))).id
}
