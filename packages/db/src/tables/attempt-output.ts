/** A file that an attempt has stored over HTTP: an output once it is settled. */
export interface AttemptOutputTable {
  job_id: string
  attempt: number
  name: string
  path: string
  object_key: string
  sha256: string
  size_bytes: number
}
