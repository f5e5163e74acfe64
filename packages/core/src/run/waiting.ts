import type { WaitingJobRow } from '@assay/db'
import { type WaitingFacts, whyWaiting } from '@assay/engine'
import { type JobWaiting, sayLacking, type WaitingReason } from '@assay/schemas'
import { StorageAway } from '@assay/storage'
import type { RunDeps } from './deps.ts'

type Deps = Pick<RunDeps, 'db' | 'settings' | 'storage'>

/** Why a job waits, and its place; null: it does not. */
export async function waitingOf(deps: Deps, job: WaitingJobRow): Promise<JobWaiting | null> {
  const facts = job.state === 'blocked' ? blocked : await whyQueued(deps, job)
  return facts && { ...facts, jobs: job.waits_on, message: sentences[facts.reason](facts, job) }
}

const blocked: WaitingFacts = { reason: 'jobs', lacking: null, until: null, position: null, position_overall: null }

async function whyQueued({ db, settings, storage }: Deps, job: WaitingJobRow): Promise<WaitingFacts | null> {
  const facts = await whyWaiting({ db, max_running_per_owner: settings.max_running_jobs_per_user }, job)
  if (facts?.reason !== 'turn') return facts
  try {
    await storage.check()
    return facts
  } catch (error) {
    if (error instanceof StorageAway) return { ...facts, reason: 'storage' }
    throw error
  }
}

type Sentence = (facts: WaitingFacts, job: WaitingJobRow) => string

const sentences: Readonly<Record<WaitingReason, Sentence>> = {
  jobs: (_, { waits_on }) => `It waits for ${waits_on.join(', ')}.`,
  delay: ({ until }) => `It is tried again at ${until}.`,
  budget_reached: () => 'The budget of its run is spent: raise it, and the job goes on.',
  no_worker: () => 'No worker is connected that takes such jobs.',
  no_worker_fits: (facts) => `No worker that is known can execute it: ${lackIn(facts)}.${failsAt(facts)}`,
  labels: ({ lacking, ...facts }) => `No worker is labelled ${lacking?.wanted}.${failsAt(facts)}`,
  preferred_worker: ({ until }) => `It waits for another worker${until === null ? '' : ` until ${until}`}.`,
  owner_limit: () => 'As many jobs of its owner are running as may run at once.',
  limit: (_, { limit_running }) => `${limit_running} jobs of its application are running; no more may run at once.`,
  no_slot: ({ position_overall }) => `Every worker is busy; it is number ${position_overall} of those that wait.`,
  booked: (facts) => `What it requires is taken by other jobs: ${lackIn(facts)} at present.`,
  storage: () => 'Storage is away.',
  turn: () => 'It is about to be taken by a worker.',
  lost_worker: ({ until }) => `Its worker is out of reach: that nothing of it is alive is certain at ${until}.`,
}

function lackIn({ lacking }: Pick<WaitingFacts, 'lacking'>): string {
  return lacking ? sayLacking(lacking) : 'it lacks something'
}

function failsAt({ until }: Pick<WaitingFacts, 'until'>): string {
  return until === null ? '' : ` It fails at ${until} unless one comes.`
}
