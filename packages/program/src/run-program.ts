import { explain } from './explain.ts'

/**
 * Runs a program of the server. It is handed a promise that resolves at SIGTERM or Ctrl-C, and is to end by itself then; one that
 * fails exits with 1 and says why.
 */
export function runProgram(main: (stopped: Promise<void>) => Promise<void>): void {
  const stopped = Promise.withResolvers<void>()
  // npm passes Ctrl-C on a second time: the same wish, not a stronger one
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.resolve())
  main(stopped.promise).catch((error: unknown) => {
    process.stderr.write(`${explain(error)}\n`)
    process.exitCode = 1
  })
}
