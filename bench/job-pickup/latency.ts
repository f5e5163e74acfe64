import { setTimeout as delay } from 'node:timers/promises'
import { newId } from '@assay/db'
import { submitRuns, transactAround } from '@assay/engine'
import type { PgBoss } from 'pg-boss'
import { sharedNow } from '../measure/clock.ts'
import type { Engine } from '../platform/engine.ts'
import { noOpJob, runOf } from '../platform/no-op.ts'
import type { Starts } from './starts.ts'
import { nameOf, queue } from './workers.ts'

interface Chain {
  readonly starts: Starts
  readonly steps: number
}

/** Milliseconds of one chain. */
export interface ChainLatency {
  /** From the call of submit to the start of the first step. */
  readonly pickup: number
  /** From the end of submit, when the commit is on disk, to the start of the first step. */
  readonly pickup_after_commit: number
  /** From the start of each step, which does nothing, to that of the next. */
  readonly between: readonly number[]
}

/** A run whose jobs form a chain, submitted to an idle system. */
export async function measureEngine(engine: Engine, owner_id: string, { starts, steps }: Chain): Promise<ChainLatency> {
  await becomeIdle()
  const jobs = Array.from({ length: steps }, (_, step) => noOpJob(`${step}`, step === 0 ? [] : [`${step - 1}`]))
  const submitted_at = sharedNow()
  const [run_id = ''] = await transactAround(engine, (held) => submitRuns(held, [runOf(owner_id, jobs)]))
  const committed_at = sharedNow()
  return latencyOf({ submitted_at, committed_at }, await startsOf(run_id, { starts, steps }))
}

/** A message whose handler sends the next one, sent to an idle queue. */
export async function measurePgBoss(boss: PgBoss, { starts, steps }: Chain): Promise<ChainLatency> {
  await becomeIdle()
  const chain = newId()
  const submitted_at = sharedNow()
  await boss.send(queue, { chain, step: 0, steps })
  const committed_at = sharedNow()
  return latencyOf({ submitted_at, committed_at }, await startsOf(chain, { starts, steps }))
}

async function startsOf(chain: string, { starts, steps }: Chain): Promise<number[]> {
  return Promise.all(Array.from({ length: steps }, (_, step) => starts.of(nameOf(chain, step))))
}

function latencyOf(
  { submitted_at, committed_at }: { readonly submitted_at: number; readonly committed_at: number },
  started_at: readonly number[],
): ChainLatency {
  const [first = Number.NaN, ...rest] = started_at
  return {
    pickup: first - submitted_at,
    pickup_after_commit: first - committed_at,
    between: rest.map((time, index) => time - (started_at[index] ?? Number.NaN)),
  }
}

/** Until what was measured last is settled. */
async function becomeIdle(): Promise<void> {
  await delay(15 + Math.random() * 10)
}
