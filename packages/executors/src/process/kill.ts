import { setTimeout as after } from 'node:timers/promises'
import { descendantsOf, startOf } from './process-tree.ts'

/** A process that is never mistaken for a later one with its number. */
export interface Known {
  readonly pid: number
  readonly start: string
}

export async function knownProcess(pid: number): Promise<Known | undefined> {
  const start = await startOf(pid)
  return start === undefined ? undefined : { pid, start }
}

const lookMilliseconds = 5

/** A zombie is dead: the first of a pid namespace becomes one only after all others are gone. */
export async function untilDead({ pid, start }: Known): Promise<void> {
  while ((await startOf(pid)) === start) await after(lookMilliseconds)
}

export async function kill({ pid, start }: Known): Promise<void> {
  const [isIt, below] = [(await startOf(pid)) === start, await descendantsOf(pid)]
  if (!isIt) return
  for (const one of [...below, pid]) send(one, 'SIGKILL')
}

/** Asks all below the first to end, and returns once the job has exited or the time is over. */
export async function killTree(first: Known, exit: Promise<unknown>, graceMilliseconds: number): Promise<void> {
  const below = await descendantsOf(first.pid)
  for (const pid of below.length > 0 ? below : [first.pid]) send(pid, 'SIGTERM')
  const timer = new AbortController()
  const time = after(graceMilliseconds, undefined, { signal: timer.signal }).catch(() => undefined)
  await Promise.race([time, exit])
  timer.abort()
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // it is gone
  }
}
