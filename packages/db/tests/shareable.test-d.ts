import type { ShareableNoun } from '@assay/schemas'
import { type Shareables, shareables } from '../src/shareable.ts'

/** The nouns, once one more is in their list. */
type Nouns = ShareableNoun | 'upload'

const line = {
  column: 'upload_id',
  name: 'name',
  not_found: 'UPLOAD_NOT_FOUND',
  named_by: 'upload_id',
  has_sample: false,
} as const

/** One line makes it whole. */
export const whole: Shareables<Nouns> = { ...shareables, uploads: line }

// @ts-expect-error the line of the noun is missing
export const lacking: Shareables<Nouns> = shareables

// @ts-expect-error its column is that of another noun
export const mistaken: Shareables<Nouns> = { ...shareables, uploads: { ...line, column: 'run_id' } }

// @ts-expect-error the catalogue of errors has none that says it is not found
export const unknown: Shareables<Nouns | 'poem'> = { ...whole, poems: { ...line, column: 'poem_id' } }
