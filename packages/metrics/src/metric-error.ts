const marker = Symbol.for('assay.metric-error')

/**
 * What was wrong with a call of this package.
 *
 * Of texts and tables:
 * - `REFERENCE_MISSING`: the metric compares with references and got none.
 * - `EMPTY`: there is nothing where one example, value or token is needed.
 * - `LENGTHS_DIFFER`: two lists that belong together have unequal lengths.
 * - `NOT_FINITE`: a NaN, an infinity, or a number beyond ±1e150, whose square overflows.
 * - `NOT_BINARY`: a value other than 0 and 1 where a proportion is asked for.
 * - `TOO_LARGE`: the exact value would take more work than the documented bound.
 *
 * Of what else was asked for:
 * - `OPTION_INVALID`: an option has a value that the metric does not know, or a number out of its bounds.
 * - `LEVEL_INVALID`, `MARGIN_INVALID`, `PROBABILITY_INVALID`, `COUNT_INVALID`, `SEED_INVALID`, `RESAMPLES_INVALID`,
 *   `RATING_INVALID`, `RANGE_INVALID`: an argument of a statistic outside its domain.
 * - `CLUSTERS_UNSUPPORTED`: the test takes no clusters.
 *
 * Of what a metric needs:
 * - `METRIC_UNAVAILABLE`: an optional peer dependency or model that the metric needs is not there.
 * - `REGISTRY_CONFLICT`: two metrics claim the same name or score name.
 * - `EMBEDDING_FAILED`: the embedding function failed or answered something else than vectors.
 */
export type MetricErrorCode =
  | 'REFERENCE_MISSING'
  | 'EMPTY'
  | 'LENGTHS_DIFFER'
  | 'NOT_FINITE'
  | 'NOT_BINARY'
  | 'TOO_LARGE'
  | 'OPTION_INVALID'
  | 'LEVEL_INVALID'
  | 'MARGIN_INVALID'
  | 'PROBABILITY_INVALID'
  | 'COUNT_INVALID'
  | 'SEED_INVALID'
  | 'RESAMPLES_INVALID'
  | 'RATING_INVALID'
  | 'RANGE_INVALID'
  | 'CLUSTERS_UNSUPPORTED'
  | 'METRIC_UNAVAILABLE'
  | 'REGISTRY_CONFLICT'
  | 'EMBEDDING_FAILED'

/**
 * The one error of this package, of metrics and of statistics: a code, a sentence that says what to do, and the facts.
 *
 * @example
 * try {
 *   meanInterval([1, Number.NaN])
 * } catch (error) {
 *   if (MetricError.is(error, 'NOT_FINITE')) console.log(error.message)
 * }
 */
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
