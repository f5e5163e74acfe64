import { AssayError, conceal, hasMarker } from './assay-error.ts'

const marker = Symbol.for('assay.sdk.timeout-error')

/** Thrown when an answer did not come within `timeout`, or a thing did not settle within `timeoutMs`. */
export class AssayTimeoutError extends AssayError<'TIMEOUT'> {
  override readonly name = 'AssayTimeoutError'
  /** @internal */
  readonly [marker] = true

  constructor(message: string) {
    super({ code: 'TIMEOUT', message, retryable: true, data: {} })
    conceal(this)
  }

  /**
   * Tells this error, also of another copy of this package.
   *
   * @example
   * if (AssayTimeoutError.isInstance(error)) console.error('too slow')
   */
  static override isInstance(error: unknown): error is AssayTimeoutError {
    return hasMarker(error, marker)
  }
}
