import { readEnvironment } from './env.ts'
import { AssayError } from './error/assay-error.ts'

/** How to reach Assay, and how patient to be. */
export interface AssayOptions {
  /**
   * Where Assay is, without `/api`.
   *
   * Default: `ASSAY_URL`; else, in a page, the page's own origin; else `http://127.0.0.1:3210`.
   */
  readonly url?: string | undefined
  /**
   * An API key; wins over `email` and `password`.
   *
   * Default: `ASSAY_API_KEY`, unless `email` and `password` are given. Without either, only public calls work.
   */
  readonly apiKey?: string | undefined
  /** The e-mail address to sign in with; needs `password`. */
  readonly email?: string | undefined
  /** The password to sign in with; needs `email`. */
  readonly password?: string | undefined
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
  readonly fetch?: typeof globalThis.fetch | undefined
  /** Headers that every request carries besides the client's own; these win. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** Options with nothing left open. */
export interface Settings {
  readonly url: string
  readonly timeout: number
  readonly maxRetries: number
  readonly retryDelay: number
  readonly fetch: typeof globalThis.fetch
  readonly headers: Readonly<Record<string, string>>
}

/** Options over environment over defaults. Throws OPTION_INVALID. */
export function toSettings(options: AssayOptions): Settings {
  const environment = readEnvironment()
  const given = options.fetch
  return {
    url: readUrl(options.url ?? environment.url ?? pageOrigin() ?? 'http://127.0.0.1:3210'),
    timeout: readNumber('timeout', options.timeout ?? 60_000),
    maxRetries: readNumber('maxRetries', options.maxRetries ?? 2),
    retryDelay: readNumber('retryDelay', options.retryDelay ?? 500),
    fetch: given ?? ((input, init) => globalThis.fetch(input, init)),
    headers: { ...authorization(options, environment.apiKey), ...options.headers },
  }
}

function authorization(options: AssayOptions, environmentKey: string | undefined): Record<string, string> {
  const { email, password } = options
  if ((email === undefined) !== (password === undefined)) throw invalid('email and password are needed together')
  const isBasic = options.apiKey === undefined && email !== undefined
  if (isBasic) return { authorization: `Basic ${base64(`${email}:${password}`)}` }
  const key = options.apiKey ?? environmentKey
  return key ? { authorization: `Bearer ${key}` } : {}
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}

function readUrl(url: string): string {
  if (!URL.canParse(url) || !/^https?:/.test(url)) throw invalid(`url must be an http or https address, not "${url}"`)
  const { origin, pathname } = new URL(url)
  return origin + pathname.replace(/\/+$/, '')
}

function readNumber(name: string, value: number): number {
  if (!(value >= 0)) throw invalid(`${name} must be a number of at least 0`)
  return value
}

function invalid(what: string): AssayError<'OPTION_INVALID'> {
  return new AssayError({ code: 'OPTION_INVALID', message: `The client cannot be made: ${what}.`, data: {} })
}

/** Where the page comes from, if this is one; Node's types know none. */
function pageOrigin(): string | undefined {
  const location: unknown = Reflect.get(globalThis, 'location')
  const origin: unknown = location instanceof Object ? Reflect.get(location, 'origin') : undefined
  return typeof origin === 'string' && origin.startsWith('http') ? origin : undefined
}
