import type { RunDetail } from '@assay/schemas'
import { AssayError, conceal, hasMarker } from './assay-error.ts'

const marker = Symbol.for('assay.sdk.run-error')

/**
 * Thrown by `runs.wait` when it is asked to and the run did not succeed; `code` and `data` are those of the job that
 * failed.
 */
export class AssayRunError extends AssayError {
  override readonly name = 'AssayRunError'
  /** The run as it ended. */
  readonly run: RunDetail
  /** @internal */
  readonly [marker] = true

  constructor(run: RunDetail) {
    super({
      code: run.error?.code ?? `RUN_${run.state.toUpperCase()}`,
      message: run.error?.message ?? `The run ${run.name} is ${run.state}.`,
      data: run.error?.data ?? {},
    })
    this.run = run
    conceal(this)
  }

  /**
   * Tells this error, also of another copy of this package.
   *
   * @example
   * if (AssayRunError.isInstance(error)) console.error(error.run.name, error.message)
   */
  static override isInstance(error: unknown): error is AssayRunError {
    return hasMarker(error, marker)
  }
}
