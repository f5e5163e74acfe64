import type { ErrorCode, ErrorData } from '@assay/schemas'

/**
 * What went wrong before Assay answered, or because something else did: `CONNECTION_FAILED`, `TIMEOUT`, `ABORTED`: no
 * answer came; `RESPONSE_INVALID`: whatever answers there is not Assay; `SOURCE_UNREADABLE`: what was to be uploaded
 * cannot be read; `DESTINATION_UNWRITABLE`: a download cannot be written; `DOWNLOAD_ALTERED`: what was downloaded is
 * not what the server has, or was changed meanwhile; `OPTION_INVALID`: the client cannot be made of its options;
 * `WEBHOOK_UNVERIFIED`: a call of a webhook is not known to come from Assay.
 */
export type ClientErrorCode =
  | 'CONNECTION_FAILED'
  | 'TIMEOUT'
  | 'ABORTED'
  | 'RESPONSE_INVALID'
  | 'SOURCE_UNREADABLE'
  | 'DESTINATION_UNWRITABLE'
  | 'DOWNLOAD_ALTERED'
  | 'OPTION_INVALID'
  | 'WEBHOOK_UNVERIFIED'

/** The facts that come with an error of this code; of a code that this version does not know, any. */
export type AssayErrorData<Code extends string> = Code extends ErrorCode
  ? ErrorData<Code>
  : Readonly<Record<string, unknown>>

/** What an {@link AssayError} is made of. */
export interface AssayErrorFacts<Code extends string> {
  /** Code of the error catalogue, or one of {@link ClientErrorCode}. */
  readonly code: Code
  /** What was wrong and what to do. */
  readonly message: string
  /** HTTP status of the answer; absent: there was none. */
  readonly status?: number | undefined
  /** Whether the same call may succeed later, unchanged. Default: false. */
  readonly retryable?: boolean | undefined
  /** Facts, by code. */
  readonly data: AssayErrorData<Code>
  /** Names the request in the server's log. */
  readonly request_id?: string | undefined
  /** How long the server asks to wait before the next try, in seconds. */
  readonly retry_after_seconds?: number | undefined
  /** What it came of. */
  readonly cause?: unknown
}

const marker = Symbol.for('assay.sdk.error')

/**
 * Every error that the client throws. Its `code` says which one it is; codes that are newer than this version pass
 * through unchanged.
 *
 * @example
 * try {
 *   await assay.datasets.upload('news.csv', { name: 'news' })
 * } catch (error) {
 *   if (!AssayError.is(error, 'TABLE_INVALID')) throw error
 *   console.error(`line ${error.data.line}: ${error.data.reason}`)
 * }
 */
export class AssayError<Code extends string = string> extends Error {
  override readonly name: string = 'AssayError'
  /** Code of the error catalogue, or one of {@link ClientErrorCode}. */
  readonly code: Code
  /** HTTP status of the answer; undefined: there was none. */
  readonly status: number | undefined
  /** Whether the same call may succeed later, unchanged. */
  readonly retryable: boolean
  /** Facts, by code. */
  readonly data: AssayErrorData<Code>
  /** Names the request in the server's log. */
  readonly request_id: string | undefined
  /** How long the server asks to wait before the next try, in seconds. */
  readonly retry_after_seconds: number | undefined
  /** @internal */
  readonly [marker] = true

  constructor(facts: AssayErrorFacts<Code>) {
    super(facts.message, facts.cause === undefined ? {} : { cause: facts.cause })
    this.code = facts.code
    this.status = facts.status
    this.retryable = facts.retryable ?? false
    this.data = facts.data
    this.request_id = facts.request_id
    this.retry_after_seconds = facts.retry_after_seconds
    conceal(this)
  }

  /**
   * What JSON holds of it.
   *
   * @example
   * console.error(JSON.stringify(error))
   */
  toJSON(): Omit<AssayErrorFacts<Code>, 'cause'> {
    const { code, message, status, retryable, data, request_id, retry_after_seconds } = this
    return { code, message, status, retryable, data, request_id, retry_after_seconds }
  }

  /** Tells this error, also of another copy of this package. */
  static isInstance(error: unknown): error is AssayError {
    return hasMarker(error, marker)
  }

  /**
   * Tells an error of this client, also of another copy of this package; with a code, one of that code, with its data
   * typed.
   *
   * @example
   * if (AssayError.is(error, 'MODEL_UNKNOWN')) console.error(`Did you mean ${error.data.nearest[0]}?`)
   */
  static is<Code extends ErrorCode | ClientErrorCode>(error: unknown, code: Code): error is AssayError<Code>
  static is(error: unknown): error is AssayError
  static is(error: unknown, code?: string): boolean {
    return hasMarker(error, marker) && (code === undefined || ('code' in error && error.code === code))
  }
}

/** Tells an error by a marker, which two copies of a package share where they do not share a class. */
export function hasMarker(error: unknown, mark: symbol): error is Error {
  return error instanceof Error && mark in error
}

/** Keeps the fields of an error from being printed below it: its message has said what they say. */
export function conceal(error: AssayError): void {
  for (const name of Reflect.ownKeys(error)) Object.defineProperty(error, name, { enumerable: false })
}
