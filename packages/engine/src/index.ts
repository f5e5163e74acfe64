export { type Channel, channels } from './channel.ts'
export { type ClaimRequest, claimJobs } from './claim.ts'
export type { EngineDeps } from './deps.ts'
export { fingerprintOf } from './fingerprint.ts'
export { toJobError } from './job-error.ts'
export { json } from './json.ts'
export { isTerminal } from './legal-moves.ts'
export { type AttemptProgress, noteProgress } from './progress.ts'
export { type AttemptEnd, type AttemptOutput, type Settlement, settleAttempts } from './settle.ts'
export { createSignals, type Signals, type Watch } from './signals.ts'
export { requestStop } from './stop.ts'
export { type JobSubmission, type RunSubmission, submitRuns } from './submit.ts'
export { deleteStaleSessions, sweepLostAttempts, sweepPredecessors } from './sweep.ts'
export { type HeldHints, type Transacting, transact, transactAround } from './transact.ts'
export { waitUntil } from './wait.ts'
export {
  closeWorkerSession,
  type HeldAttempt,
  leaseSeconds,
  listHeldAttempts,
  openWorkerSession,
  readoptAttempts,
  renewWorkerSession,
} from './worker-session.ts'
