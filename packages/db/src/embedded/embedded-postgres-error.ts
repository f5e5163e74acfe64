export type EmbeddedPostgresFault =
  | 'platform_unsupported'
  | 'account_missing'
  | 'data_directory_in_use'
  | 'data_directory_invalid'
  | 'major_version_mismatch'
  | 'start_failed'
  | 'stop_failed'

/** Embedded Postgres cannot start or stop; the message tells the operator what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError'
  readonly fault: EmbeddedPostgresFault

  constructor(fault: EmbeddedPostgresFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.fault = fault
  }
}
