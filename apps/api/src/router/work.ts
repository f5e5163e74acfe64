import {
  claimWork,
  closeWork,
  findWorkCalls,
  getPulledJob,
  getWorkMaterial,
  keepWorkCalls,
  listHeldWork,
  logWork,
  noteWork,
  openWork,
  pullWork,
  readoptWork,
  renewWork,
  settleWork,
  spendWork,
  tellWork,
} from '@assay/core'
import {
  claimedWork,
  heldWork,
  jobMaterial,
  pulledJob,
  pulledJobRef,
  pulledWork,
  readoptedWork,
  settledWork,
  workAttemptRef,
  workCalls,
  workCallsInput,
  workCallsKeepInput,
  workClaimInput,
  workHeldInput,
  workLogInput,
  workNoteInput,
  workOpenInput,
  workPullInput,
  workReadoptInput,
  workSession,
  workSessionRef,
  workSettleInput,
  workSpendInput,
  workSpending,
  workTellInput,
} from '@assay/schemas'
import { work as call, done, quietly, workWaiting } from '../call.ts'
import { procedure, router } from '../trpc.ts'

const session = '/work/sessions/{session_id}'
const attempt = `${session}/jobs/{job_id}/attempts/{attempt}` as const

export const work = router({
  open: procedure
    .meta({ method: 'POST', path: '/work/sessions', summary: 'Open a session, in which a program takes jobs' })
    .input(workOpenInput)
    .output(workSession)
    .mutation(call(openWork)),
  renew: procedure
    .meta({ method: 'POST', path: `${session}/renew`, summary: 'Keep a session, and what it holds' })
    .input(workSessionRef)
    .output(workSession)
    .mutation(call(renewWork)),
  claim: procedure
    .meta({ method: 'POST', path: `${session}/claim`, summary: 'Take the next jobs, or wait for one' })
    .input(workClaimInput)
    .output(claimedWork)
    .mutation(workWaiting(claimWork)),
  held: procedure
    .meta({ method: 'GET', path: `${session}/held`, summary: 'See what a session holds, and what of it is to stop' })
    .input(workHeldInput)
    .output(heldWork)
    .query(workWaiting(listHeldWork)),
  readopt: procedure
    .meta({ method: 'POST', path: `${session}/readopt`, summary: 'Take back attempts that were declared lost' })
    .input(workReadoptInput)
    .output(readoptedWork)
    .mutation(call(readoptWork)),
  settle: procedure
    .meta({ method: 'POST', path: `${session}/settle`, summary: 'End attempts, and take the next jobs' })
    .input(workSettleInput)
    .output(settledWork)
    .mutation(call(settleWork)),
  note: procedure
    .meta({ method: 'POST', path: `${session}/note`, summary: 'Say how far attempts have come' })
    .input(workNoteInput)
    .output(done)
    .mutation(call(quietly(noteWork))),
  log: procedure
    .meta({ method: 'POST', path: `${session}/log`, summary: 'Add to the logs of attempts' })
    .input(workLogInput)
    .output(done)
    .mutation(call(quietly(logWork))),
  material: procedure
    .meta({
      method: 'GET',
      path: `${attempt}/material`,
      summary: 'Get what a job is given besides its spec',
      errors: ['ATTEMPT_SUPERSEDED', 'SECRET_NOT_FOUND'],
    })
    .input(workAttemptRef)
    .output(jobMaterial)
    .query(call(getWorkMaterial)),
  calls: procedure
    .meta({
      method: 'POST',
      path: `${attempt}/calls`,
      summary: 'See what a model answered before',
      errors: ['ATTEMPT_SUPERSEDED'],
    })
    .input(workCallsInput)
    .output(workCalls)
    .mutation(call(findWorkCalls)),
  keep_calls: procedure
    .meta({
      method: 'POST',
      path: `${attempt}/calls/keep`,
      summary: 'Keep what a model answered, so that it need not be asked again',
      errors: ['ATTEMPT_SUPERSEDED'],
    })
    .input(workCallsKeepInput)
    .output(done)
    .mutation(call(quietly(keepWorkCalls))),
  spend: procedure
    .meta({
      method: 'POST',
      path: `${attempt}/spending`,
      summary: 'Count what an attempt has spent on models, and see whether it may go on',
      errors: ['ATTEMPT_SUPERSEDED'],
    })
    .input(workSpendInput)
    .output(workSpending)
    .mutation(call(spendWork)),
  pull: procedure
    .meta({
      method: 'POST',
      path: '/work/pull',
      summary: 'Take the next containers, each in a session of its own',
      errors: ['CREDENTIALS_INVALID'],
    })
    .input(workPullInput)
    .output(pulledWork)
    .mutation(call(pullWork)),
  pulled: procedure
    .meta({
      method: 'GET',
      path: '/work/pulled/{number}',
      summary: 'Get a job that was pulled',
      errors: ['NUMBERED_JOB_NOT_FOUND'],
    })
    .input(pulledJobRef)
    .output(pulledJob)
    .query(call(getPulledJob)),
  tell: procedure
    .meta({
      method: 'POST',
      path: '/work/pulled/{number}/tell',
      summary: 'Keep a job that was pulled, and say what it is at',
      errors: ['NUMBERED_JOB_NOT_FOUND'],
    })
    .input(workTellInput)
    .output(pulledJob)
    .mutation(call(tellWork)),
  close: procedure
    .meta({ method: 'DELETE', path: session, summary: 'Close a session; what it holds is handed back' })
    .input(workSessionRef)
    .output(done)
    .mutation(call(quietly(closeWork))),
})
