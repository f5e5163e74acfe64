import type { CoreDeps } from '@assay/core'

/** What the runners of jobs work with. */
export interface JobDeps extends CoreDeps {
  /** The client for calls to model endpoints. */
  readonly fetch: typeof globalThis.fetch
}
