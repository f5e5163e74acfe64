import { type DestinationStream, type Logger, pino } from 'pino'

/** JSON lines, on stderr unless told otherwise. Errors keep what helps to find them, and nothing else. */
export function createLog(level: string, destination: DestinationStream = pino.destination(2)): Logger {
  const options = { level, errorKey: 'error', serializers: { error: toFacts }, redact: { paths: secretPaths, censor } }
  return pino(options, destination)
}

const censor = '(hidden)'
const secretHeaders = ['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-key']

/** A logged request or answer does not tell who sent it. */
const secretPaths = ['', 'headers', '*.headers', '*.*.headers'].flatMap((path) =>
  secretHeaders.map((header) => `${path}["${header}"]`),
)

function toFacts(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = 'code' in error ? { code: error.code } : {}
  const cause = error.cause === undefined ? {} : { cause: toFacts(error.cause) }
  const errors = error instanceof AggregateError ? { errors: error.errors.map(toFacts) } : {}
  return { type: error.name, message: error.message, ...code, stack: error.stack, ...cause, ...errors }
}
