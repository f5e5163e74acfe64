import type { Actor } from '@assay/access'
import { findPulledJob, keepPullSession, notePulled, noteSaid, openPullSession, type PulledRow } from '@assay/db'
import { claimJobs, noteProgress } from '@assay/engine'
import {
  DomainError,
  executorLabels,
  type PulledJob,
  type pulledWork,
  type workPullInput,
  type workTellInput,
} from '@assay/schemas'
import type { z } from 'zod'
import type { RunDeps } from '../run/deps.ts'
import { toClaimRequest, toWorkJob } from './claim.ts'
import { renewWork, workerOf } from './session.ts'

type Input = z.output<typeof workPullInput>
type Pulled = z.infer<typeof pulledWork>

/** What pulled jobs are at until their worker says otherwise. */
const claimed = 'claimed'
const mostSaid = 65_536

/**
 * Takes the next containers that a program could execute, each in a session of its own: that of a program which knows
 * no sessions, and says of each job apart that it has it. Throws CREDENTIALS_INVALID.
 */
export async function pullWork(deps: RunDeps, actor: Actor, input: Input): Promise<Pulled> {
  const items: Pulled['items'] = []
  while (items.length < input.limit) {
    const pulled = await pullOne(deps, actor, input)
    if (!pulled) break
    items.push(pulled)
  }
  return { items }
}

async function pullOne(
  deps: RunDeps,
  actor: Actor,
  { name, lease_seconds, offers, own_labels, others_after_seconds }: Input,
): Promise<Pulled['items'][number] | undefined> {
  const [plain] = executorLabels('docker')
  const { cpu = 0, memory_bytes = 0, gpus = [], labels = [] } = offers ?? {}
  const session = await openPullSession(deps.db, {
    ...{ registration_id: workerOf(actor), name, lease_seconds },
    offers: { cpu, memory_bytes, gpus, labels: [...labels, ...own_labels, plain] },
  })
  if (!session) throw new DomainError('CREDENTIALS_INVALID', {})
  const { id: session_id } = session
  const { jobs } = await claimJobs(deps, {
    ...toClaimRequest(deps, session, { slots: 1 }),
    patience: { labels: own_labels, seconds: others_after_seconds },
    phase: claimed,
  })
  const [job] = jobs
  const noted = job && (await notePulled(deps.db, { job_id: job.id, session_id }))
  if (noted) return { ...noted, session_id, job: toWorkJob(job) }
  await keepPullSession(deps.db, session_id)
  return undefined
}

interface Named {
  readonly number: number
}

/** A job that the worker has pulled, or had until it ended. Throws NUMBERED_JOB_NOT_FOUND. */
export async function getPulledJob({ db }: Pick<RunDeps, 'db'>, actor: Actor, { number }: Named): Promise<PulledJob> {
  const row = await findPulledJob(db, { number, registration_id: workerOf(actor) })
  if (!row) throw new DomainError('NUMBERED_JOB_NOT_FOUND', { number })
  return toPulled(row)
}

/** Keeps a job that was pulled, and notes what is said of it. Throws NUMBERED_JOB_NOT_FOUND. */
export async function tellWork(
  deps: RunDeps,
  actor: Actor,
  { number, phase, said }: z.output<typeof workTellInput>,
): Promise<PulledJob> {
  const pulled = await getPulledJob(deps, actor, { number })
  if (!pulled.is_wanted) return pulled
  if (said !== '') await noteSaid(deps.db, { number, said, most: mostSaid })
  if (!pulled.is_held) return pulled
  const { session_id, job } = pulled
  await renewWork(deps, actor, { session_id })
  if (phase === undefined || phase === pulled.phase) return pulled
  const { id: job_id, run_id, attempt } = job
  await noteProgress(deps, [
    { job_id, run_id, attempt, worker_id: session_id, done: 0, total: null, waiting_for: phase },
  ])
  return { ...pulled, phase }
}

function toPulled({ number, session_id, is_held, is_wanted, state, phase, owner_id, ...row }: PulledRow): PulledJob {
  const job = toWorkJob({ ...row, owner_id, worker_id: session_id })
  return { number, session_id, is_held, is_wanted, state, phase, job }
}
