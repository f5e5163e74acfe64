import { AssayError, conceal, hasMarker } from './assay-error.ts'
import { AssayTimeoutError } from './timeout-error.ts'

const marker = Symbol.for('assay.sdk.abort-error')

/** Thrown when the signal that a call was given is aborted; its `cause` is the signal's reason. */
export class AssayAbortError extends AssayError<'ABORTED'> {
  override readonly name = 'AssayAbortError'
  /** @internal */
  readonly [marker] = true

  constructor(reason?: unknown) {
    super({ code: 'ABORTED', message: 'The call was aborted.', data: {}, cause: isUnsaid(reason) ? undefined : reason })
    conceal(this)
  }

  /**
   * Tells this error, also of another copy of this package.
   *
   * @example
   * if (AssayAbortError.isInstance(error)) console.log('given up:', error.cause)
   */
  static override isInstance(error: unknown): error is AssayAbortError {
    return hasMarker(error, marker)
  }
}

/** What a signal has for a reason when it is given none. */
function isUnsaid(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'AbortError'
}

/** What the end of a signal means: the caller gave up, or the time of `AbortSignal.timeout` was over. */
export function abortedBy({ reason }: AbortSignal): AssayAbortError | AssayTimeoutError {
  return reason instanceof Error && reason.name === 'TimeoutError'
    ? new AssayTimeoutError('The time of the signal that was given is over.')
    : new AssayAbortError(reason)
}
