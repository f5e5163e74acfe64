import { explain } from './explain.ts'

/**
 * Runs a program of the server. Its promise resolves at SIGTERM or Ctrl-C, after which the program must end by itself;
 * if it fails, the process exits with 1 and says why.
 */
export function runProgram(main: (stopped: Promise<void>) => Promise<void>): void {
  const stopped = Promise.withResolvers<void>()
  // npm passes Ctrl-C on a second time: that is no second request
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.resolve())
  main(stopped.promise).catch((error: unknown) => {
    process.stderr.write(`${explain(error)}\n`)
    process.exitCode = 1
  })
}
