import { constants } from 'node:os'
import type { Outcome } from './executor.ts'

/** What a shell, a sandbox and a container report alike: 128 and the number of the signal. */
export function outcomeOf(exit_code: number): Outcome {
  const number = exit_code - 128
  const signal = Object.entries(constants.signals).find(([, value]) => value === number)?.[0]
  return signal === undefined ? { how: 'exited', exit_code } : { how: 'signalled', exit_code, signal }
}

/** The outcome of a process that this one has started. */
export function outcomeOfProcess(code: number | null, signal: NodeJS.Signals | null): Outcome {
  return outcomeOf(code ?? (signal === null ? 1 : 128 + constants.signals[signal]))
}
