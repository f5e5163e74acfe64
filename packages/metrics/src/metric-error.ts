const marker = Symbol.for('assay.metric-error')

/**
 * What was wrong with a call of this package.
 *
 * - `REFERENCE_MISSING`: the metric compares with references and got none.
 * - `OPTION_INVALID`: an option has a value that the metric does not know, or a number out of its bounds.
 * - `INPUT_INVALID`: the input cannot be scored: different lengths, not a number, an empty table.
 * - `INPUT_TOO_LONG`: the exact value would take more work than the documented bound.
 * - `METRIC_UNAVAILABLE`: an optional peer dependency or model that the metric needs is not there.
 * - `REGISTRY_CONFLICT`: two metrics claim the same name or score name.
 * - `EMBEDDING_FAILED`: the embedding function failed or answered something else than vectors.
 */
export type MetricErrorCode =
  | 'REFERENCE_MISSING'
  | 'OPTION_INVALID'
  | 'INPUT_INVALID'
  | 'INPUT_TOO_LONG'
  | 'METRIC_UNAVAILABLE'
  | 'REGISTRY_CONFLICT'
  | 'EMBEDDING_FAILED'

/** The one error class of this package: a code, a sentence that says what to do, and the facts. */
export class MetricError extends Error {
  override readonly name = 'MetricError'
  readonly code: MetricErrorCode
  /** Numbers and names behind the message; never the scored text. */
  readonly data: Readonly<Record<string, string | number>>
  readonly [marker] = true

  constructor(
    code: MetricErrorCode,
    message: string,
    details: { readonly data?: Readonly<Record<string, string | number>>; readonly cause?: unknown } = {},
  ) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined)
    this.code = code
    this.data = details.data ?? {}
  }

  /** Tells a MetricError by its marker, so that two copies of this package agree; with a code, one of that code. */
  static is(error: unknown, code?: MetricErrorCode): error is MetricError {
    return error instanceof Error && marker in error && (code === undefined || ('code' in error && error.code === code))
  }
}
