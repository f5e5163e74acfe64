import type { AttemptEnding, AttemptProgress, ClaimedJob, HeldAttempt, LogEntry } from '@assay/schemas'

/** An attempt that the source takes to be under way here. */
export interface Held extends HeldAttempt {
  /** Whether somebody has asked for its end. */
  readonly stop_requested: boolean
}

export interface Claimed {
  readonly jobs: readonly ClaimedJob[]
  /** Whether the next claim may get more: others held some, or some did not fit beside what was taken. */
  readonly is_partial: boolean
}

/** What a settle came to, and what was claimed with it. */
export interface Settled extends Claimed {
  /** Ids of the jobs that moved. */
  readonly moved: ReadonlySet<string>
}

export interface Wanted {
  /** How many jobs at most. */
  readonly slots: number
  readonly kinds: readonly string[]
}

/**
 * Where a worker's jobs come from: its session with whoever keeps them. Each call may throw; one for which `isOutage`
 * is true says that the source is out of reach, and is made again later.
 */
export interface WorkSource {
  readonly worker_id: string
  /** How often the session wants to be renewed, in milliseconds. */
  readonly renewal_ms: number
  /**
   * How long after the last renewal whoever keeps the jobs may take it that nothing of them is alive here, in
   * milliseconds.
   */
  readonly gives_up_ms: number
  /** Takes the next jobs, each with a new attempt. */
  claim(wanted: Wanted): Promise<Claimed>
  /** What the session holds by the source's own account, to which the worker's own view yields. */
  held(): Promise<readonly Held[]>
  /** Takes back attempts that were declared lost, unless somebody else has them; the ids of the jobs it got. */
  readopt(attempts: readonly HeldAttempt[]): Promise<ReadonlySet<string>>
  /**
   * Ends attempts, and takes the next jobs where some are wanted: all of it, or nothing. An attempt that was superseded
   * moves nothing.
   */
  settle(endings: readonly AttemptEnding[], wanted?: Wanted): Promise<Settled>
  /** Notes how far attempts have come. */
  note(progress: readonly AttemptProgress[]): Promise<void>
  /** Adds to the logs of attempts, each chunk once however often it comes. One that was superseded adds nothing. */
  log(entries: readonly LogEntry[]): Promise<void>
  /** Keeps what the session holds from being declared lost. */
  renew(): Promise<void>
  /** Ends the session, which holds nothing more. */
  close(): Promise<void>
  /** Calls back when there may be jobs, or something to stop; returns how to end that. Calls may be missed. */
  watch(wakes: { readonly jobs: () => void; readonly stops: () => void }): () => void
  /** Whether an error says that something is out of reach for now, for which no attempt is to blame. */
  isOutage(error: unknown): boolean
}
