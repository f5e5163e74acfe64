/** A file that an attempt has stored over HTTP: an output once it is settled. */
export interface AttemptOutputTable {
  job_id: string
  attempt: number
  name: string
  path: string
  object_key: string
  /** Null: not computed yet. */
  sha256: string | null
  size_bytes: number
}
