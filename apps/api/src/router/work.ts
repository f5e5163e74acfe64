import {
  beginWorkOutput,
  claimWork,
  closeWork,
  completeWorkOutput,
  findWorkCalls,
  getPulledJob,
  getWorkMaterial,
  keepWorkCalls,
  keepWorkCheckpoint,
  listHeldWork,
  listWorkCheckpoint,
  logWork,
  noteWork,
  openWork,
  pullWork,
  readoptWork,
  readWorkCheckpoint,
  renewWork,
  settleWork,
  signWorkOutput,
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
  signedParts,
  workAttemptRef,
  workCalls,
  workCallsInput,
  workCallsKeepInput,
  workCheckpoint,
  workCheckpointKeepInput,
  workCheckpointPart,
  workCheckpointRef,
  workClaimInput,
  workHeldInput,
  workLogInput,
  workNoteInput,
  workOpenInput,
  workOutput,
  workOutputBeginInput,
  workOutputCompleteInput,
  workOutputSending,
  workOutputSignInput,
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
    .meta({
      method: 'POST',
      path: `${session}/renew`,
      summary: 'Keep a session, and what it holds',
      errors: ['WORK_SESSION_NOT_FOUND'],
    })
    .input(workSessionRef)
    .output(workSession)
    .mutation(call(renewWork)),
  claim: procedure
    .meta({
      method: 'POST',
      path: `${session}/claim`,
      summary: 'Take the next jobs, or wait for one',
      errors: ['WORK_SESSION_NOT_FOUND'],
    })
    .input(workClaimInput)
    .output(claimedWork)
    .mutation(workWaiting(claimWork)),
  held: procedure
    .meta({
      method: 'GET',
      path: `${session}/held`,
      summary: 'See what a session holds, and what of it is to stop',
      errors: ['WORK_SESSION_NOT_FOUND'],
    })
    .input(workHeldInput)
    .output(heldWork)
    .query(workWaiting(listHeldWork)),
  readopt: procedure
    .meta({
      method: 'POST',
      path: `${session}/readopt`,
      summary: 'Take back attempts that were declared lost',
      errors: ['WORK_SESSION_NOT_FOUND'],
    })
    .input(workReadoptInput)
    .output(readoptedWork)
    .mutation(call(readoptWork)),
  settle: procedure
    .meta({
      method: 'POST',
      path: `${session}/settle`,
      summary: 'End attempts, and take the next jobs',
      errors: ['WORK_SESSION_NOT_FOUND'],
    })
    .input(workSettleInput)
    .output(settledWork)
    .mutation(call(settleWork)),
  note: procedure
    .meta({
      method: 'POST',
      path: `${session}/note`,
      summary: 'Say how far attempts have come',
      errors: ['WORK_SESSION_NOT_FOUND'],
    })
    .input(workNoteInput)
    .output(done)
    .mutation(call(quietly(noteWork))),
  log: procedure
    .meta({
      method: 'POST',
      path: `${session}/log`,
      summary: 'Add to the logs of attempts',
      errors: ['WORK_SESSION_NOT_FOUND'],
    })
    .input(workLogInput)
    .output(done)
    .mutation(call(quietly(logWork))),
  material: procedure
    .meta({
      method: 'GET',
      path: `${attempt}/material`,
      summary: 'Get what a job is given besides its spec',
      errors: ['WORK_SESSION_NOT_FOUND', 'ATTEMPT_SUPERSEDED', 'SECRET_NOT_FOUND'],
    })
    .input(workAttemptRef)
    .output(jobMaterial)
    .query(call(getWorkMaterial)),
  calls: procedure
    .meta({
      method: 'POST',
      path: `${attempt}/calls`,
      summary: 'See what a model answered before',
      errors: ['WORK_SESSION_NOT_FOUND', 'ATTEMPT_SUPERSEDED'],
    })
    .input(workCallsInput)
    .output(workCalls)
    .mutation(call(findWorkCalls)),
  keep_calls: procedure
    .meta({
      method: 'POST',
      path: `${attempt}/calls/keep`,
      summary: 'Keep what a model answered, so that it need not be asked again',
      errors: ['WORK_SESSION_NOT_FOUND', 'ATTEMPT_SUPERSEDED'],
    })
    .input(workCallsKeepInput)
    .output(done)
    .mutation(call(quietly(keepWorkCalls))),
  spend: procedure
    .meta({
      method: 'POST',
      path: `${attempt}/spending`,
      summary: 'Count what an attempt has spent on models, and see whether it may go on',
      errors: ['WORK_SESSION_NOT_FOUND', 'ATTEMPT_SUPERSEDED'],
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
  checkpoint: procedure
    .meta({
      method: 'GET',
      path: `${attempt}/checkpoint`,
      summary: 'See what attempts of an evaluation have computed so far',
      errors: ['WORK_SESSION_NOT_FOUND', 'ATTEMPT_SUPERSEDED'],
    })
    .input(workAttemptRef)
    .output(workCheckpoint)
    .query(call(listWorkCheckpoint)),
  read_checkpoint: procedure
    .meta({
      method: 'GET',
      path: `${attempt}/checkpoint/part`,
      summary: 'Read a part of it',
      errors: ['WORK_SESSION_NOT_FOUND', 'ATTEMPT_SUPERSEDED'],
    })
    .input(workCheckpointRef)
    .output(workCheckpointPart)
    .query(call(readWorkCheckpoint)),
  keep_checkpoint: procedure
    .meta({
      method: 'POST',
      path: `${attempt}/checkpoint`,
      summary: 'Keep a part of what an evaluation has computed, for its next attempt',
      errors: ['WORK_SESSION_NOT_FOUND', 'ATTEMPT_SUPERSEDED'],
    })
    .input(workCheckpointKeepInput)
    .output(done)
    .mutation(call(quietly(keepWorkCheckpoint))),
  begin_output: procedure
    .meta({
      method: 'POST',
      path: `${attempt}/outputs/{name}/begin`,
      summary: 'See how to send a large file that a job leaves',
      errors: ['WORK_SESSION_NOT_FOUND', 'ATTEMPT_SUPERSEDED', 'UPLOAD_TOO_LARGE', 'QUOTA_REACHED'],
    })
    .input(workOutputBeginInput)
    .output(workOutputSending)
    .mutation(call(beginWorkOutput)),
  sign_output: procedure
    .meta({
      method: 'POST',
      path: `${attempt}/outputs/{name}/parts`,
      summary: 'See how to send parts of a file straight to the store',
      errors: ['WORK_SESSION_NOT_FOUND', 'ATTEMPT_SUPERSEDED', 'UPLOAD_SENT_OTHERWISE'],
    })
    .input(workOutputSignInput)
    .output(signedParts)
    .query(call(signWorkOutput)),
  complete_output: procedure
    .meta({
      method: 'POST',
      path: `${attempt}/outputs/{name}/complete`,
      summary: 'Say that all parts of a file are at the store',
      errors: ['WORK_SESSION_NOT_FOUND', 'ATTEMPT_SUPERSEDED', 'UPLOAD_SENT_OTHERWISE', 'UPLOAD_INCOMPLETE'],
    })
    .input(workOutputCompleteInput)
    .output(workOutput)
    .mutation(call(completeWorkOutput)),
  close: procedure
    .meta({
      method: 'DELETE',
      path: session,
      summary: 'Close a session; what it holds is handed back',
      errors: ['WORK_SESSION_NOT_FOUND'],
    })
    .input(workSessionRef)
    .output(done)
    .mutation(call(quietly(closeWork))),
})
