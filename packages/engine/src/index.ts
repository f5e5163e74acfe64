export { type Channel, channels } from './channel.ts'
export { claimJobs } from './claim.ts'
export type { ClaimRequest } from './claim-request.ts'
export type { EngineDeps, OnSettled } from './deps.ts'
export type { Ended, EndedJob, EndedRun, OnRunsEnded } from './ended.ts'
export { canonicalJson, fingerprintOf } from './fingerprint.ts'
export { givesUpSeconds } from './giving-up.ts'
export { checkGraph } from './graph.ts'
export { json } from './json.ts'
export { isTerminal } from './legal-moves.ts'
export { appendLogs } from './log.ts'
export { noteEvent } from './note-event.ts'
export { raiseBudget } from './pause.ts'
export { noteProgress } from './progress.ts'
export { settleAttempts } from './settle.ts'
export type { Settlement } from './settlement.ts'
export { createSignals, type Signals, type Watch } from './signals.ts'
export { requestStop } from './stop.ts'
export { requestJobStop } from './stop-job.ts'
export { type JobSubmission, type RunSubmission, submitRuns } from './submit.ts'
export { deleteStaleSessions, sweep, sweepEverybody, sweepPredecessors } from './sweep.ts'
export { type HeldHints, type Transacting, transact, transactAround } from './transact.ts'
export { settleAndClaim } from './turn.ts'
export { waitUntil } from './wait.ts'
export { type WaitingFacts, whyWaiting } from './waiting.ts'
export type { WaitingJob } from './waiting-cause.ts'
export {
  closeWorkerSession,
  leaseSeconds,
  listHeldAttempts,
  openWorkerSession,
  readoptAttempts,
  renewWorkerSession,
  type WorkerSession,
} from './worker-session.ts'
