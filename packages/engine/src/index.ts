export type { ClaimRequest } from './candidates.ts'
export { type Channel, channels } from './channel.ts'
export { claimJobs } from './claim.ts'
export type { EngineDeps, OnSettled } from './deps.ts'
export { fingerprintOf } from './fingerprint.ts'
export { json } from './json.ts'
export { isTerminal } from './legal-moves.ts'
export { appendLogs } from './log.ts'
export { noteEvent } from './note-event.ts'
export { noteProgress } from './progress.ts'
export { type Settlement, settleAttempts } from './settle.ts'
export { createSignals, type Signals, type Watch } from './signals.ts'
export { requestStop } from './stop.ts'
export { type JobSubmission, type RunSubmission, submitRuns } from './submit.ts'
export { deleteStaleSessions, sweepEverybody, sweepLostAttempts, sweepPredecessors } from './sweep.ts'
export { type HeldHints, type Transacting, transact, transactAround } from './transact.ts'
export { settleAndClaim } from './turn.ts'
export { waitUntil } from './wait.ts'
export {
  closeWorkerSession,
  givesUpSeconds,
  leaseSeconds,
  listHeldAttempts,
  openWorkerSession,
  readoptAttempts,
  renewWorkerSession,
  type WorkerSession,
} from './worker-session.ts'
