/** What can be wrong with the input of a statistic. */
export type StatisticsErrorCode =
  | 'EMPTY'
  | 'NOT_FINITE'
  | 'NOT_BINARY'
  | 'LENGTHS_DIFFER'
  | 'LEVEL_INVALID'
  | 'MARGIN_INVALID'
  | 'PROBABILITY_INVALID'
  | 'COUNT_INVALID'
  | 'SEED_INVALID'
  | 'RESAMPLES_INVALID'
  | 'RATING_INVALID'
  | 'CLUSTERS_UNSUPPORTED'
  | 'TOO_LARGE'

const marker = Symbol.for('assay.statistics_error')

/**
 * An input for which a statistic has no value.
 *
 * Codes: `EMPTY` no examples where one is needed; `NOT_FINITE` a NaN, an infinity or a
 * number beyond ±1e150, whose square overflows; `NOT_BINARY` a value other than 0 and 1
 * where a proportion is asked for; `LENGTHS_DIFFER` two lists that belong together have unequal lengths; `LEVEL_INVALID`,
 * `MARGIN_INVALID`, `PROBABILITY_INVALID`, `COUNT_INVALID`, `SEED_INVALID`, `RESAMPLES_INVALID`, `RATING_INVALID` an argument
 * outside its domain; `CLUSTERS_UNSUPPORTED` a test that takes no clusters; `TOO_LARGE` more than an exact method can enumerate.
 *
 * @example
 * try {
 *   meanInterval([1, Number.NaN])
 * } catch (error) {
 *   if (StatisticsError.is(error, 'NOT_FINITE')) console.log(error.message)
 * }
 */
export class StatisticsError extends Error {
  override readonly name = 'StatisticsError'
  readonly code: StatisticsErrorCode
  readonly [marker] = true

  constructor(code: StatisticsErrorCode, message: string) {
    super(message)
    this.code = code
  }

  /** Tells a StatisticsError by its marker, so that two copies of this package agree; with a code, one of that code. */
  static is(error: unknown, code?: StatisticsErrorCode): error is StatisticsError {
    return error instanceof Error && marker in error && (code === undefined || ('code' in error && error.code === code))
  }
}
