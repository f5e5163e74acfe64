import { AssayError, conceal, hasMarker } from './assay-error.ts'

const marker = Symbol.for('assay.sdk.connection-error')

/** Thrown when the server could not be reached, or the connection broke, and trying again did not help. */
export class AssayConnectionError extends AssayError<'CONNECTION_FAILED'> {
  override readonly name = 'AssayConnectionError'
  /** Where the client tried to connect. */
  readonly url: string
  /** @internal */
  readonly [marker] = true

  constructor(url: string, cause?: unknown) {
    const reason = reasonOf(cause)
    super({
      code: 'CONNECTION_FAILED',
      message: `The connection to Assay at ${url} failed${reason && ` (${reason})`}. Check the address, and whether Assay is running.`,
      retryable: true,
      data: { url, reason },
    })
    this.url = url
    conceal(this)
  }

  /**
   * Tells this error, also of another copy of this package.
   *
   * @example
   * if (AssayConnectionError.isInstance(error)) console.error(`is Assay running at ${error.url}?`)
   */
  static override isInstance(error: unknown): error is AssayConnectionError {
    return hasMarker(error, marker)
  }
}

/** The first name that a chain of causes gives: ECONNREFUSED, ENOTFOUND, UND_ERR_SOCKET. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return ''
  if ('code' in cause && typeof cause.code === 'string') return cause.code
  return reasonOf(cause.cause) || cause.message
}
