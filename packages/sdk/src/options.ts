import { readVariableQuietly } from './env.ts'
import { defaultLogger, isLogLevel, type Logger, type LogLevel, leveled } from './log.ts'
import { invalid, readHeaders, readNumber, readUrl } from './option-check.ts'
import { programName } from './program-name.ts'
import type { Fetch, Settings } from './settings.ts'
import type { Credentials } from './sign-in/credentials.ts'
import { findSignIn } from './sign-in/sign-in.ts'

/** How to reach Assay, and how patient to be. */
export interface AssayOptions extends Credentials {
  /**
   * How long one try of a call may take until its answer is complete, in milliseconds; of a download or an event
   * stream, until it begins. An upload goes in parts, each within this time.
   *
   * Default: 60 000.
   */
  readonly timeout?: number | undefined
  /**
   * How often a call is tried again after a lost connection, a time-out, HTTP 408, 429, 502, 503 or 504, or an error
   * that says it is `retryable`. Every change carries one `Idempotency-Key` over all tries, so that it happens once.
   *
   * Default: 2. 0: never.
   */
  readonly maxRetries?: number | undefined
  /**
   * The wait before the first retry, in milliseconds; it doubles with each one, up to 8 seconds, less a random part. A
   * `Retry-After` of the server's up to a minute is waited for instead; a longer one ends the call.
   *
   * Default: 500.
   */
  readonly retryDelay?: number | undefined
  /** The `fetch` to use. Default: the global one. */
  readonly fetch?: Fetch | undefined
  /**
   * Headers that every request carries besides the client's own; these win, and null leaves one out. Default: none.
   */
  readonly headers?: Readonly<Record<string, string | null>> | undefined
  /** Who is told what the client does, but no keys, inputs or answers. Default: stderr; in a page its console. */
  readonly logger?: Logger | undefined
  /**
   * How much the logger is told: `info`, each answer and each retry; `debug`, each request too.
   *
   * Default: `ASSAY_LOG`, else `warn`.
   */
  readonly logLevel?: LogLevel | undefined
}

/** Options over environment over what `assay login` stored over defaults. Throws OPTION_INVALID. */
export function toSettings(options: AssayOptions): Settings {
  const given = options.fetch
  const signIn = findSignIn(options)
  return {
    url: readUrl(signIn.url ?? pageOrigin() ?? 'http://127.0.0.1:3210'),
    signIn,
    timeout: readNumber('timeout', options.timeout ?? 60_000),
    maxRetries: readNumber('maxRetries', options.maxRetries ?? 2),
    retryDelay: readNumber('retryDelay', options.retryDelay ?? 500),
    fetch: given ?? ((input, init) => globalThis.fetch(input, init)),
    headers: readHeaders(ownHeaders(signIn.authorization), options.headers ?? {}),
    log: readLog(options),
    answers: [],
  }
}

/** What `withOptions` makes of options: who signs in anew is not who did before. */
export function changeOptions(options: AssayOptions, changes: AssayOptions): AssayOptions {
  const { apiKey, email, password, profile, ...others } = options
  const isOther = changes.apiKey ?? changes.email ?? changes.profile
  return isOther === undefined ? { ...options, ...changes } : { ...others, ...changes }
}

function ownHeaders(authorization: string | undefined): Headers {
  const userAgent = programName()
  const own = { ...(authorization && { authorization }), ...(userAgent && { 'user-agent': userAgent }) }
  return readHeaders(new Headers(), own)
}

function readLog({ logger, logLevel }: AssayOptions): Logger {
  if (logLevel !== undefined && !isLogLevel(logLevel)) {
    throw invalid(`logLevel must be off, error, warn, info or debug, not "${logLevel}"`)
  }
  const around = logLevel === undefined ? readVariableQuietly('ASSAY_LOG') : undefined
  return leveled(logger ?? defaultLogger(), logLevel ?? (isLogLevel(around) ? around : 'warn'))
}

/** Where the page comes from, if this is one; Node's types know none. */
function pageOrigin(): string | undefined {
  const location: unknown = Reflect.get(globalThis, 'location')
  const origin: unknown = location instanceof Object ? Reflect.get(location, 'origin') : undefined
  return typeof origin === 'string' && origin.startsWith('http') ? origin : undefined
}
