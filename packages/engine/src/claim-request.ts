import type { Group, Placement } from '@assay/schemas'
import type { Offering } from './room.ts'

/** What a worker asks for. */
export interface ClaimRequest extends Offering {
  /** How many jobs at most: the worker's free slots. */
  readonly slots: number
  readonly kinds: readonly string[]
  /** Which jobs are meant for such a worker; those of the platform unless given. */
  readonly placements?: readonly Placement[] | undefined
  /** Jobs that run at once for each owner, who may have a number of their own; absent: any number. */
  readonly max_running_per_owner?: number | undefined
  /** Jobs that name none of these labels it takes only after they have waited for others. */
  readonly patience?: { readonly labels: readonly string[]; readonly seconds: number } | undefined
  /** What it is at with jobs from the start; absent: it executes them. */
  readonly phase?: string | undefined
  /** Whose jobs it takes; absent: everybody's. */
  readonly owners?: Owners | undefined
}

export type Owners = { readonly user_id: string } | { readonly group: Group }

export const platformPlacements: readonly Placement[] = ['platform', 'any']
