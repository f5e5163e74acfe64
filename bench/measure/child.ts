import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { z } from 'zod'

/** A process of a measurement, and the first thing that it said. */
export interface Child<Said> extends AsyncDisposable {
  readonly child: ChildProcess
  readonly said: Said
}

/** Starts a script in a process of its own and waits until it says something; disconnecting tells it to end. */
export async function startChild<Said>(
  script: URL,
  args: readonly string[],
  message: z.ZodType<Said>,
): Promise<Child<Said>> {
  const child = fork(script, args)
  const exited = once(child, 'exit')
  const died = exited.then(() => {
    throw new Error(`${script.pathname} ended before it said anything`)
  })
  const [said]: unknown[] = await Promise.race([once(child, 'message'), died])
  died.catch(() => {})
  return {
    child,
    said: message.parse(said),
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect()
      await exited
    },
  }
}
