import { numberJob } from '@assay/db'
import {
  claimJobs,
  type JobSubmission,
  openWorkerSession,
  type Settlement,
  settleAttempts,
  submitRuns,
  transactAround,
} from '@assay/engine'
import { sql } from 'kysely'
import type { Platform } from '../../src/index.ts'

type End = 'succeeded' | 'failed' | 'stopped'

const ends: Readonly<Record<End, Settlement['end']>> = {
  succeeded: { kind: 'succeeded', result: {}, outputs: [] },
  failed: {
    kind: 'failed',
    error: { code: 'INFERENCE_FAILED', message: 'Too many examples failed.', data: { answer: 'text of an example' } },
    retryable: false,
  },
  stopped: { kind: 'stopped' },
}

interface EndedRun {
  readonly owner_id: string
  readonly group_id?: string
  readonly name?: string
  /** Gives its only job a number and this name. */
  readonly numbered?: string
  /** How each of its jobs ends, by name. */
  readonly jobs: Readonly<Record<string, End>>
}

/** A run of jobs of a kind that no worker has, which end as they are told; its id. */
export async function endRun(
  { core }: Pick<Platform, 'core'>,
  { owner_id, jobs, numbered, ...run }: EndedRun,
): Promise<string> {
  const kind = `ends as told ${crypto.randomUUID()}`
  const submissions = Object.keys(jobs).map(
    (name): JobSubmission => ({ name, kind, spec: {}, needs: [], fingerprint: null, max_attempts: 1 }),
  )
  const submission = { name: 'a run', ...run, owner_id, jobs: submissions }
  const [run_id = ''] = await transactAround(core, (held) => submitRuns(held, [submission]))
  if (numbered !== undefined) {
    await core.db.transaction().execute((trx) => numberJob(trx, { owner_id, run_id, name: numbered }))
  }
  const worker_id = await openWorkerSession(core.db, { name: kind, slots: 100, lease_seconds: 20 })
  const claimed = await claimJobs(core, { worker_id, slots: 100, kinds: [kind] })
  await settleAttempts(
    core,
    claimed.jobs.map(({ id: job_id, name, attempt }) => ({
      ...{ job_id, run_id, attempt, worker_id },
      end: ends[jobs[name] ?? 'succeeded'],
    })),
  )
  return run_id
}

/** Lets the queue's clock reach the messages of this kind that are yet to be delivered. */
export async function bringForward({ core }: Pick<Platform, 'core'>, name: string): Promise<void> {
  await sql`
    update pgboss.job set start_after = now() where name = ${name} and state < 'active'`.execute(core.db)
}

/** How many seconds after it was sent each message of this kind that waits is to be delivered, the newest first. */
export async function waits({ core }: Pick<Platform, 'core'>, name: string): Promise<number[]> {
  const { rows } = await sql<{ seconds: number }>`
    select round(extract(epoch from start_after - created_on))::int as seconds from pgboss.job
    where name = ${name} and state < 'active' order by created_on desc`.execute(core.db)
  return rows.map(({ seconds }) => seconds)
}
