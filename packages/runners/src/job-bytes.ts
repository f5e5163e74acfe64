import type { Readable } from 'node:stream'
import type { AttemptOutput, HeldAttempt, JobMaterial } from '@assay/schemas'

/** A file that an attempt leaves. */
export interface LeftFile {
  /** Name of the declared output. */
  readonly name: string
  /** Below the output. */
  readonly path: string
  readonly size_bytes: number
  readonly bytes: Readable
}

/** Where an attempt gets its bytes from, and leaves them: storage, or the API that a pull worker speaks to. */
export interface JobBytes {
  /** All that the job is given besides its spec. Throws ATTEMPT_SUPERSEDED. */
  readonly material: (attempt: HeldAttempt) => Promise<JobMaterial>
  /** The bytes of a file of the material. Throws OBJECT_DAMAGED. */
  readonly read: (attempt: HeldAttempt, blob_id: string) => Promise<Readable>
  /** Stores a file, which is an output once the attempt is settled with it. Throws QUOTA_REACHED, STORAGE_FULL. */
  readonly write: (attempt: HeldAttempt, file: LeftFile) => Promise<AttemptOutput>
}
