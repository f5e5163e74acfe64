import type { Review } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { CreatedAt, Defaulted } from './column-types.ts'

export interface ReferenceReviewTable {
  id: string
  dataset_id: string
  /** The column that holds the references. */
  column_name: string
  example: number
  verdict: Review['verdict']
  reference: string | null
  before: string | null
  comment: string | null
  /** Null: the account is deleted. */
  reviewer_id: Defaulted<string | null>
  created_at: CreatedAt
}

export type ReferenceReviewRow = Selectable<ReferenceReviewTable>
