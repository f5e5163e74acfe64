import type { AnswerLog } from './assay-promise.ts'
import { readHeaders, readNumber } from './option-check.ts'
import type { Settings } from './settings.ts'

/** How to make one request, where it differs from what the client does by itself. */
export interface RequestOptions {
  /** Aborts the call, which then throws ABORTED, or TIMEOUT if it is an `AbortSignal.timeout`. */
  readonly signal?: AbortSignal | undefined
  /** As the client's `timeout`, in milliseconds, for each try of this call. Default: the client's. */
  readonly timeout?: number | undefined
  /** As the client's `maxRetries`, for this call. Default: the client's. */
  readonly maxRetries?: number | undefined
  /** Headers of this call, which win over all others; null leaves one out. Default: none. */
  readonly headers?: Readonly<Record<string, string | null>> | undefined
}

/** Settings under the options of one call. Throws OPTION_INVALID. */
export function changeSettings(settings: Settings, options: RequestOptions, answers: AnswerLog): Settings {
  const { timeout = settings.timeout, maxRetries = settings.maxRetries, headers = {} } = options
  return {
    ...settings,
    timeout: readNumber('timeout', timeout),
    maxRetries: readNumber('maxRetries', maxRetries),
    headers: readHeaders(settings.headers, headers),
    answers: [...settings.answers, answers],
  }
}
