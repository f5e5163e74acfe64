import type { CoreDeps } from '@assay/core'

export interface JobDeps extends CoreDeps {
  /** The client for calls to model endpoints. */
  readonly fetch: typeof globalThis.fetch
}
