import type { AttemptOutput, ClaimedJob } from '@assay/schemas'
import type { LogSink } from './attempt-log/log-sink.ts'

/** What an attempt knows beside its job. */
export interface AttemptContext {
  /** Aborted when the attempt must end: stopped, superseded, or handed back. */
  readonly signal: AbortSignal
  /** Notes how far it has come, and why it waits if it does; cheap, may be called for every example. */
  readonly progress: (done: number, total: number | null, waiting_for?: string | null) => void
  /** Notes what it is about before and after it makes progress; null: nothing but that. */
  readonly phase: (phase: string | null) => void
  /** Hides a secret that the job was given from all that is told of the attempt. */
  readonly hide: (secret: string) => void
  /** Takes what the job writes, without the secrets that are hidden. */
  readonly log: LogSink
}

/** What a successful attempt leaves. */
export interface AttemptResult {
  readonly result: Record<string, unknown>
  readonly outputs: readonly AttemptOutput[]
}

/**
 * Executes a job. It rejects when the job failed: with a DomainError, whose `retryable` decides about another attempt,
 * or with anything else, which counts as transient. When its signal is aborted it ends soon, and only when all it began
 * is dead.
 */
export type Runner = (job: ClaimedJob, context: AttemptContext) => Promise<AttemptResult>

/** Runners by kind of job; a worker claims only what it has a runner for. */
export type Runners = Readonly<Record<string, Runner>>
