import type { Group } from '@assay/schemas'

/** Who asks, as far as core needs to know. */
export interface Actor {
  readonly user_id: string
  readonly email: string
  readonly groups: readonly Group[]
}
