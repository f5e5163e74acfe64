/** A file whose parts the worker of an attempt sends straight to the store. */
export interface AttemptUploadTable {
  job_id: string
  attempt: number
  name: string
  path: string
  object_key: string
  storage_upload_id: string
  part_bytes: number
  size_bytes: number
}
