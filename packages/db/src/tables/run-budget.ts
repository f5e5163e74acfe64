import type { Budget } from '@assay/schemas'
import type { Generated } from 'kysely'
import type { Json, NullableTime } from './column-types.ts'

/** What jobs of a run may spend on models, and what they have spent. */
export interface RunBudgetTable {
  run_id: string
  budget: Json<Budget>
  spent_cost: Generated<number>
  spent_tokens: Generated<number>
  spent_seconds: Generated<number>
  /** Since when a job waits for more; null: none does. */
  paused_at: NullableTime
}
