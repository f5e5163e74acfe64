/** How far something has come; told often. */
export interface Progress {
  readonly doing: 'rows' | 'objects'
  readonly done_bytes: number
  /** Absent: not known. */
  readonly total_bytes?: number
}

export type Tell = (progress: Progress) => void
