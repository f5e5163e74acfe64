import type { Ending, Outcome, WorkLimits } from '@assay/executors'
import { ExecutorAway, WorkRefused } from '@assay/executors'
import { type ApplicationSpec, DomainError } from '@assay/schemas'

interface Ended {
  readonly spec: Pick<ApplicationSpec, 'retry'>
  readonly limits: WorkLimits
  readonly ending: Ending
  /** The last lines of its stderr. */
  readonly stderr: readonly string[]
}

/** Why a command did not succeed; undefined: it did. */
export function failureOf({ spec, limits, ending, stderr }: Ended): Error | undefined {
  const { outcome, usage } = ending
  const { memory_bytes, disk_bytes, timeout_seconds } = limits
  if (outcome.how === 'exited' || outcome.how === 'signalled') return commandFailure(outcome, { spec, stderr })
  if (outcome.how === 'timed_out') return new DomainError('TIMED_OUT', { timeout_seconds })
  if (outcome.how === 'disk_full') return new DomainError('DISK_FULL', { disk_bytes })
  if (outcome.how === 'stopped') return new Error('the command was stopped')
  return new DomainError('OUT_OF_MEMORY', { memory_bytes, peak_memory_bytes: usage.peak_memory_bytes })
}

type Exit = Extract<Outcome, { readonly exit_code: number }>

function commandFailure(outcome: Exit, { spec, stderr }: Pick<Ended, 'spec' | 'stderr'>): DomainError | undefined {
  const { exit_code } = outcome
  if (exit_code === 0) return undefined
  const signal = outcome.how === 'signalled' ? outcome.signal : null
  const retryable = spec.retry.on_exit.includes(exit_code)
  return new DomainError('COMMAND_FAILED', { exit_code, signal, stderr: [...stderr] }, { retryable })
}

/** What an executor could not do, as users read it. */
export function asRefusal(error: unknown): unknown {
  const reason = error instanceof Error ? error.message : ''
  if (error instanceof WorkRefused) return new DomainError('WORK_REFUSED', { reason }, { cause: error })
  if (error instanceof ExecutorAway) return new DomainError('EXECUTOR_AWAY', { reason }, { cause: error })
  return error
}
