import { DomainError } from '@assay/schemas'

/** What of a table of scores is wrong. */
interface Place {
  readonly path: string
  /** Counted from 1; null: that is not known. */
  readonly line: number | null
  readonly file: string | null
}

/** A row of the table, and the file that it is about. */
export interface ScorePlace extends Place {
  readonly file: string
}

export function invalidScores({ path, line, file }: Place, reason: string): DomainError {
  return new DomainError('SCORES_INVALID', { path, line, file, reason })
}
