import { type Logger, pino } from 'pino'

/** A log on stderr, as JSON lines. Errors keep what helps to find them, and nothing that hangs on them by accident. */
export function createLog(level: string): Logger {
  const options = { level, errorKey: 'error', serializers: { error: toFacts } }
  return pino(options, pino.destination(2))
}

function toFacts(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = 'code' in error ? { code: error.code } : {}
  const cause = error.cause === undefined ? {} : { cause: toFacts(error.cause) }
  const errors = error instanceof AggregateError ? { errors: error.errors.map(toFacts) } : {}
  return { type: error.name, message: error.message, ...code, stack: error.stack, ...cause, ...errors }
}
