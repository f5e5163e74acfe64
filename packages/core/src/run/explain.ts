import { type Actor, viewerOf } from '@assay/access'
import {
  type ComparableJob,
  findEarlierFingerprints,
  findFingerprints,
  findRanJobs,
  getReadableRun,
  type JobDetailRow,
  listJobsOfRun,
} from '@assay/db'
import type { JobChange, JobExplanation, RunExplanation, runExplainInput } from '@assay/schemas'
import type { z } from 'zod'
import type { RunDeps } from './deps.ts'
import { differences } from './difference.ts'
import { sentenceOf } from './explanation-sentence.ts'

/** How many earlier jobs on one subject are compared with, the newest. */
const mostCompared = 200

/** Why each job of a run ran, or did not need to: what differs from the nearest earlier job that did the same. */
export async function explainRun(
  deps: RunDeps,
  actor: Actor,
  { run_id, after, limit }: z.output<typeof runExplainInput>,
): Promise<RunExplanation> {
  const viewer = viewerOf(actor)
  const { owner_id } = await getReadableRun(deps.db, { id: run_id, viewer })
  const rows = await listJobsOfRun(deps.db, run_id, { after, limit: limit + 1 })
  const jobs = rows.slice(0, limit)
  const context = await readContext(deps, { run_id, owner_id, jobs })
  const items = jobs.map((job) => explainJob(job, context))
  // other runs of the owner's are not shared with this one
  const isOwn = owner_id === viewer.user_id || viewer.sees_all
  return {
    items: isOwn ? items : items.map(withoutEarlier),
    next_after: rows.length > limit ? (items.at(-1)?.job_id ?? null) : null,
  }
}

interface Context {
  readonly made: ReadonlyMap<string, ComparableJob>
  /** Newest first, by subject. */
  readonly earlier: ReadonlyMap<string, readonly ComparableJob[]>
  /** Names of the jobs of the run that were not reused. */
  readonly ran: ReadonlySet<string>
}

async function readContext(
  { db }: RunDeps,
  {
    run_id,
    owner_id,
    jobs,
  }: { readonly run_id: string; readonly owner_id: string; readonly jobs: readonly JobDetailRow[] },
): Promise<Context> {
  const found = await findFingerprints(
    db,
    jobs.map(({ id }) => id),
  )
  const subjects = [...new Set(found.map(({ subject }) => subject))]
  const [first] = await listJobsOfRun(db, run_id, { limit: 1 })
  const past = first
    ? await findEarlierFingerprints(db, { owner_id, subjects, before: first.id, limit: mostCompared })
    : []
  return {
    made: new Map(found.map((one) => [one.job_id, one])),
    earlier: Map.groupBy(past, ({ subject }) => subject),
    ran: await findRanJobs(db, run_id),
  }
}

type Cause = Pick<JobExplanation, 'cause' | 'compared_with' | 'changes' | 'because_of'>

function explainJob(job: JobDetailRow, context: Context): JobExplanation {
  const cause = causeOf(job, context)
  const { id: job_id, name, state } = job
  return { ...{ job_id, name, state }, ...cause, sentence: sentenceOf(cause) }
}

function causeOf(job: JobDetailRow, { made, earlier, ran }: Context): Cause {
  const { id, reused_from, needs } = job
  const because_of = needs.filter((name) => ran.has(name))
  if (reused_from !== null) return { cause: 'reused', compared_with: reused_from, changes: [], because_of: [] }
  const present = made.get(id)
  const nearest = present && nearestTo(present, earlier.get(present.subject) ?? [])
  if (!present || !nearest) return { cause: 'first', compared_with: null, changes: [], because_of }
  const { changes, job_id: compared_with } = nearest
  const compared = { compared_with, changes, because_of }
  if (present.forced) return { cause: 'forced', ...compared }
  if (present.parts.definition?.['deterministic'] === 'no') return { cause: 'never_reused', ...compared }
  if (changes.some(({ part }) => part !== 'upstream')) return { cause: 'changed', ...compared }
  return { cause: because_of.length > 0 ? 'upstream' : 'unfinished', ...compared }
}

interface Nearest {
  readonly job_id: string
  readonly changes: JobChange[]
}

/** That with the fewest differences; of several, one that succeeded, the newest. */
function nearestTo(present: ComparableJob, earlier: readonly ComparableJob[]): Nearest | undefined {
  let nearest: (Nearest & { readonly distance: number }) | undefined
  for (const { job_id, parts, is_succeeded } of earlier) {
    const changes = differences(parts, present.parts)
    const distance = changes.length + (is_succeeded ? 0 : 0.5)
    if (!nearest || distance < nearest.distance) nearest = { job_id, changes, distance }
  }
  return nearest
}

function withoutEarlier(explanation: JobExplanation): JobExplanation {
  const changes = explanation.changes.map((change) => ({ ...change, before: null }))
  return { ...explanation, compared_with: null, changes }
}
