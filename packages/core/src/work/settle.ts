import type { Actor } from '@assay/access'
import { findJobsOfAttempts, forgetAttemptOutputs, listAttemptOutputs, type WorkerRow } from '@assay/db'
import { type Settlement, settleAndClaim, settleAttempts } from '@assay/engine'
import { DomainError, jobKinds, type settledWork, type workSettleInput } from '@assay/schemas'
import type { z } from 'zod'
import type { RunDeps } from '../run/deps.ts'
import { takeBack, toClaimRequest, toWorkJob, withRuns } from './claim.ts'
import { requireSession } from './session.ts'

type Ending = z.output<typeof workSettleInput>['endings'][number]

/**
 * Ends attempts of the session and takes the next jobs where some are wanted. What an attempt has stored before are its
 * outputs. One that succeeded while it was taken to be lost counts, unless somebody else has the job. Safe to do twice.
 * Throws INPUT_INVALID for a result that is none of its kind.
 */
export async function settleWork(
  deps: RunDeps,
  actor: Actor,
  { session_id, endings, claim }: z.output<typeof workSettleInput>,
): Promise<z.infer<typeof settledWork>> {
  const session = await requireSession(deps, actor, { session_id })
  await checkResults(deps, endings)
  const settlements = await withOutputs(deps, await withRuns(deps, endings), session_id)
  const { moved, jobs, is_partial } = claim
    ? await settleAndClaim(deps, { settlements, request: toClaimRequest(deps, session, claim) })
    : { moved: await settleAttempts(deps, settlements), jobs: [], is_partial: false }
  const late = settlements.filter(({ job_id, end }) => end.kind === 'succeeded' && !moved.has(job_id))
  const all = [...moved, ...(await settleLate(deps, session, late))]
  await forgetAttemptOutputs(deps.db, all)
  return { moved: all, jobs: jobs.map(toWorkJob), is_partial }
}

async function settleLate(
  deps: RunDeps,
  session: WorkerRow,
  late: readonly Settlement[],
): Promise<ReadonlySet<string>> {
  const back = await takeBack(deps, session, late)
  return settleAttempts(
    deps,
    late.filter(({ job_id }) => back.has(job_id)),
  )
}

async function withOutputs({ db }: RunDeps, endings: readonly Ending[], worker_id: string): Promise<Settlement[]> {
  const succeeded = endings.filter(({ end }) => end.kind === 'succeeded')
  const stored = await listAttemptOutputs(
    db,
    succeeded.map(({ job_id, attempt }) => ({ job_id, attempt })),
  )
  return endings.map(({ end, ...attempt }) => {
    if (end.kind !== 'succeeded') return { ...attempt, worker_id, end }
    const mine = stored.filter(({ job_id }) => job_id === attempt.job_id)
    const outputs = mine.map(({ job_id: _, attempt: __, ...output }) => output)
    return { ...attempt, worker_id, end: { ...end, outputs } }
  })
}

/** What does not come from our own programs may be anything. */
async function checkResults({ db }: RunDeps, endings: readonly Ending[]): Promise<void> {
  const succeeded = endings.flatMap(({ job_id, end }) => (end.kind === 'succeeded' ? [{ job_id, ...end }] : []))
  const jobs = await findJobsOfAttempts(db, succeeded)
  const schemas = new Map<string, z.ZodType>(Object.entries(jobKinds).map(([kind, { result }]) => [kind, result]))
  for (const { job_id, result } of succeeded) {
    const schema = schemas.get(jobs.get(job_id)?.kind ?? '')
    const read = schema?.safeParse(result)
    if (read?.error) throw new DomainError('INPUT_INVALID', { issues: read.error.issues.map(toIssue) })
  }
}

function toIssue({ path, message }: z.core.$ZodIssue) {
  return { path: ['result', ...path].join('.'), message }
}
