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

/** What a failure is called where a program reads it. */
const codes = {
  [exitCodes.done]: 'DONE',
  [exitCodes.failed]: 'COMMAND_FAILED',
  [exitCodes.wrongUsage]: 'WRONG_USAGE',
  [exitCodes.runFailed]: 'RUN_FAILED',
  [exitCodes.interrupted]: 'INTERRUPTED',
} as const satisfies Record<ExitCode, string>

interface Facts {
  /** What it is called where a program reads it; default: after its exit code. */
  readonly code?: string
  readonly data?: Readonly<Record<string, unknown>>
}

/** A command cannot be carried out: says why and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: ExitCode
  readonly code: string
  readonly data: Readonly<Record<string, unknown>>

  constructor(
    message: string,
    exitCode: ExitCode = exitCodes.failed,
    { code = codes[exitCode], data = {} }: Facts = {},
  ) {
    super(message)
    this.exitCode = exitCode
    this.code = code
    this.data = data
  }
}

/** The command was called in a way that it does not understand. */
export function wrongUsage(message: string): CommandError {
  return new CommandError(message, exitCodes.wrongUsage)
}
