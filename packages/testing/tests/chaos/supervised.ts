import { setTimeout as delay } from 'node:timers/promises'
import type { SpawnedProgram } from '../../src/index.ts'

/** As a service manager waits before it starts again what has ended. */
const pauseMs = 300

/** A program that is started again whenever it ends. */
export interface Supervised extends AsyncDisposable {
  /** That which runs at present, or has just ended. */
  readonly now: SpawnedProgram
  readonly starts: number
  /** Waits until the one that runs says something. */
  says(pattern: RegExp): Promise<void>
  /** Lets it end by itself, and starts it no more; its exit code, and the last it has written. */
  drain(): Promise<{ readonly code: number | null; readonly stderr: string }>
}

/** Starts a program, and starts it again whenever it ends, until it is drained or disposed of. */
export function supervise(start: () => SpawnedProgram): Supervised {
  let now = start()
  let starts = 1
  let isOver = false
  const over = new AbortController()

  async function keepUp(): Promise<void> {
    for (;;) {
      await now.exited
      if (isOver) return
      await delay(pauseMs, undefined, { signal: over.signal }).catch(() => undefined)
      if (isOver) return
      now = start()
      starts += 1
    }
  }

  const keeping = keepUp()
  async function end(signal: NodeJS.Signals) {
    isOver = true
    over.abort()
    now.kill('SIGCONT')
    now.kill(signal)
    const code = await now.exited
    await keeping
    return { code, stderr: now.stderr }
  }
  return {
    get now() {
      return now
    },
    get starts() {
      return starts
    },
    async says(pattern) {
      const most = starts + 20
      while (starts < most) {
        const said = await now.says(pattern).catch(() => undefined)
        if (said) return
        await delay(pauseMs)
      }
      throw new Error(`it was started 20 times without ${pattern}:\n${now.stderr}`)
    },
    drain: () => end('SIGTERM'),
    async [Symbol.asyncDispose]() {
      await end('SIGKILL')
    },
  }
}
