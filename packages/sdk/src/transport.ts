import type { AnswerLog } from './assay-promise.ts'
import { abortedBy } from './error/abort-error.ts'
import { AssayError } from './error/assay-error.ts'
import { AssayConnectionError } from './error/connection-error.ts'
import { readError, responseInvalid } from './error/read-error.ts'
import { AssayTimeoutError } from './error/timeout-error.ts'
import { changeSettings, type RequestOptions } from './request-options.ts'
import { failuresInARow, Retries } from './retries.ts'
import type { Settings } from './settings.ts'

/** Carries requests: signs them, limits their time, tries them again. All that the client sends goes through here. */
export interface Transport {
  /** Where Assay is, without a slash at the end. */
  readonly url: string
  /** How long one try may take, in milliseconds. */
  readonly timeout: number
  /** The whole answer, an error of Assay's too, after as many tries as it takes. Throws when none came. */
  exchange(url: string, init: RequestInit): Promise<Response>
  /**
   * The beginning of a good answer, after as many tries as it takes; `timeout` where it may come later than others, in
   * milliseconds. Throws whatever went wrong.
   */
  open(path: string, init: RequestInit, options?: { readonly timeout?: number }): Promise<Response>
  /** The beginning of a good answer, in one try. Throws whatever went wrong. */
  openOnce(path: string, init: RequestInit): Promise<Response>
  /**
   * The good answer of somebody else, in one try; nothing of the client goes there. Throws CONNECTION_FAILED, TIMEOUT,
   * `HTTP_<status>`.
   */
  elsewhere(url: string, init: RequestInit): Promise<Response>
  /** The tries of something that goes on where it broke, and counts as failed only when it gets nowhere. */
  persist(): Retries
  /** The same under the options of one call, whose answers are noted. Throws OPTION_INVALID. */
  with(options: RequestOptions, answers: AnswerLog): Transport
  /** Says more of an error: what to set where nobody is signed in. */
  explain(error: AssayError): AssayError
}

/** What carries the requests of one client. */
export function createTransport(settings: Settings): Transport {
  const { url, timeout, maxRetries: limit, retryDelay: delayMs, log } = settings
  const openOnce = async (path: string, init: RequestInit, longest = timeout) => {
    const waiting = { ...settings, timeout: longest }
    const response = await attempt(waiting, { url: url + path, init, read: async (begun) => begun })
    if (response.ok) return response
    throw readError(response, await response.text().catch(() => ''))
  }
  return {
    url,
    timeout,
    exchange: (address, init) => exchange(settings, { url: address, init, read: readWhole }),
    open: async (path, init, options) => {
      const retries = new Retries({ limit, delayMs, log })
      for (;;) {
        try {
          return await openOnce(path, init, options?.timeout)
        } catch (error) {
          if (!AssayError.is(error)) throw error
          await retries.next(error, init.signal)
        }
      }
    },
    openOnce,
    elsewhere: async (address, init) => {
      const { origin } = new URL(address)
      const strange = { ...settings, url: origin, headers: new Headers(), answers: [] }
      const response = await attempt(strange, { url: address, init, read: async (begun) => begun })
      if (response.ok) return response
      throw readError(response, await response.text().catch(() => ''))
    },
    persist: () => new Retries({ limit: Math.max(limit, failuresInARow), delayMs, log }),
    with: (options, answers) => createTransport(changeSettings(settings, options, answers)),
    explain: (error) => (error.status === 401 ? settings.signIn.advise(error) : error),
  }
}

interface Attempt {
  readonly url: string
  readonly init: RequestInit
  /** Reads as much of the answer as has to come in time. */
  readonly read: (response: Response) => Promise<Response>
}

async function exchange(settings: Settings, request: Attempt): Promise<Response> {
  const retries = new Retries({ limit: settings.maxRetries, delayMs: settings.retryDelay, log: settings.log })
  for (;;) {
    const answer = await attempt(settings, request).catch(own)
    const error = answer instanceof Response ? await errorOf(answer) : answer
    if (error && retries.allow(error)) await retries.pause(error, request.init.signal)
    else if (answer instanceof Response && error?.code.startsWith('HTTP_') !== true) return answer
    else throw error
  }
}

async function errorOf(response: Response): Promise<AssayError | undefined> {
  return response.ok ? undefined : readError(response, await response.clone().text())
}

function own(error: unknown): AssayError {
  if (AssayError.is(error)) return error
  throw error
}

/** One try. Throws CONNECTION_FAILED, TIMEOUT, ABORTED. */
async function attempt(settings: Settings, { url, init, read }: Attempt): Promise<Response> {
  const { timeout, fetch } = settings
  const { signal } = init
  if (signal?.aborted) throw abortedBy(signal)
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), timeout)
  const either = signal ? AbortSignal.any([signal, late.signal]) : late.signal
  const note = noting(settings, { url, init })
  try {
    const headers = merge(init.headers, settings.headers)
    const response = await read(await fetch(url, { ...init, headers, signal: either }))
    note(response)
    return response
  } catch (cause) {
    if (AssayError.is(cause)) throw cause
    if (signal?.aborted) throw abortedBy(signal)
    if (late.signal.aborted) throw new AssayTimeoutError(`Assay at ${settings.url} did not answer in ${timeout} ms.`)
    settings.log.debug('the connection failed', { cause })
    throw new AssayConnectionError(settings.url, cause)
  } finally {
    clearTimeout(timer)
  }
}

/** Writes down that something is asked, and then what came; with what, is the server's business alone. */
function noting({ log, answers }: Settings, { url, init: { method = 'GET' } }: Pick<Attempt, 'url' | 'init'>) {
  const began = performance.now()
  const what = `${method} ${new URL(url).pathname}`
  log.debug(`asks ${what}`, {})
  return (response: Response) => {
    for (const answer of answers) answer.last = response
    const ms = Math.round(performance.now() - began)
    const facts = { status: response.status, ms, request_id: response.headers.get('x-request-id') }
    log.info(`${what} answered ${response.status}`, facts)
  }
}

async function readWhole(response: Response): Promise<Response> {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  if (response.ok && !isJson) throw responseInvalid('it is no JSON')
  return new Response(text, { status: response.status, headers: response.headers })
}

function merge(own: RequestInit['headers'], settings: Settings['headers']): Headers {
  const headers = new Headers(own)
  for (const [name, value] of settings) headers.set(name, value)
  return headers
}
