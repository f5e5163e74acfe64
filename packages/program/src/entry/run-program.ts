import { setImmediate } from 'node:timers/promises'

export interface Program {
  /** Runs until `stopped` resolves, or until it cannot go on: then it rejects. */
  readonly run: (stopped: Promise<void>) => Promise<void>
}

/** What runs has 25 of them (`drainMs`). */
const endWithinMs = 30_000

/**
 * Runs a program of the server until SIGTERM or Ctrl-C; if it fails, the process exits with 1 and says why. It is
 * loaded here because that takes a second, in which a signal must be heard already.
 *
 * The process ends with its program, and at the latest 30 seconds after it was told to, whatever it still computes:
 * what has begun beside it would otherwise go on without the locks that keep others away.
 */
export function runProgram(load: () => Promise<Program>): void {
  const stopped = Promise.withResolvers<void>()
  let isStopped = false
  function stop(): void {
    // npm passes Ctrl-C on a second time: that is no second request
    if (isStopped) return
    isStopped = true
    stopped.resolve()
    setTimeout(() => exit('Something would not end within 30 s; it was cut off.'), endWithinMs).unref()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
  const run = async () => {
    const program = await load()
    // what came while it was loaded is heard in the next round of the event loop
    await setImmediate()
    if (!isStopped) await program.run(stopped.promise)
  }
  run().then(
    () => exit(),
    async (error: unknown) => exit((await import('../explain.ts')).explain(error)),
  )
}

function exit(fault?: string): never {
  if (fault !== undefined) process.stderr.write(`${fault}\n`)
  process.exit(fault === undefined ? 0 : 1)
}
