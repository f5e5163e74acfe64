import { type ErrorCode, type ShareableNoun, shareableNouns } from '@assay/schemas'
import type { Part } from './paging.ts'

/** How a noun that can be shared is stored. */
interface Shareable<Noun extends string> {
  readonly column: `${Noun}_id`
  readonly not_found: ErrorCode & `${Uppercase<Noun>}_NOT_FOUND`
  /** The fact by which that error names it. */
  readonly named_by: `${Noun}_id` | 'path'
  /** The column by which it is called. */
  readonly name: 'name' | 'path'
  /** Whether rows of the sample, which everybody may read, are marked by a column `is_sample`. */
  readonly has_sample: boolean
}

export type Shareables<Nouns extends string> = { readonly [Noun in Nouns as `${Noun}s`]: Shareable<Noun> }

export type ShareableTable = `${ShareableNoun}s`

/**
 * Everything that reading, writing, listing and sharing need to know of a noun: one without its line does not compile.
 */
export const shareables = {
  datasets: {
    column: 'dataset_id',
    name: 'name',
    not_found: 'DATASET_NOT_FOUND',
    named_by: 'dataset_id',
    has_sample: true,
  },
  experiments: {
    column: 'experiment_id',
    name: 'name',
    not_found: 'EXPERIMENT_NOT_FOUND',
    named_by: 'experiment_id',
    has_sample: true,
  },
  runs: { column: 'run_id', name: 'name', not_found: 'RUN_NOT_FOUND', named_by: 'run_id', has_sample: false },
  files: { column: 'file_id', name: 'path', not_found: 'FILE_NOT_FOUND', named_by: 'path', has_sample: false },
} as const satisfies Shareables<ShareableNoun>

export function tableOf(noun: ShareableNoun): ShareableTable {
  return `${noun}s`
}

export const shareableTables: readonly ShareableTable[] = shareableNouns.map(tableOf)

/** The tables of what others can read by a share: of the row itself, or of what it belongs to. */
export type Guarded = ShareableTable | 'comparisons' | 'jobs'

/** Whether a table's rows can be shared themselves; others are visible with what they belong to. */
export function isShareable(table: Guarded): table is ShareableTable {
  return Object.hasOwn(shareables, table)
}

export const experimentColumns = { runs: 'group_id', jobs: 'group_id', comparisons: 'experiment_id' } as const

/** A column by which rows belong to what can be shared; it begins an index with the id. */
interface Belonging {
  readonly column: Part['column']
  readonly to: ShareableTable
}

/** The things through which rows of a table become visible, besides the rows themselves. */
export const belongings: { readonly [Table in Guarded]?: readonly Belonging[] } = {
  runs: [{ column: experimentColumns.runs, to: 'experiments' }],
  jobs: [
    { column: 'run_id', to: 'runs' },
    { column: experimentColumns.jobs, to: 'experiments' },
  ],
  comparisons: [{ column: experimentColumns.comparisons, to: 'experiments' }],
}
