import { CommandError, exitCodes } from '../command-error.ts'

/** Does what Ctrl-C ends in an orderly way: `work` is told by a signal. A second Ctrl-C ends the process at once. */
export async function interruptible<Result>(
  message: () => string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const leaving = new AbortController()
  const leave = () => leaving.abort()
  process.once('SIGINT', leave)
  try {
    return await work(leaving.signal)
  } catch (error) {
    if (!leaving.signal.aborted) throw error
    throw new CommandError(message(), exitCodes.interrupted)
  } finally {
    process.removeListener('SIGINT', leave)
  }
}
