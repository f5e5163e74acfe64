/** What a process answers its caller with. */
export const exitCodes = {
  done: 0,
  failed: 1,
  wrongUsage: 2,
  runFailed: 3,
  interrupted: 130,
} as const

/** How a command ended. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** A command cannot be carried out: says why and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = exitCodes.failed) {
    super(message)
    this.exitCode = exitCode
  }
}

/** The command was called in a way that it does not understand. */
export function wrongUsage(message: string): CommandError {
  return new CommandError(message, exitCodes.wrongUsage)
}
