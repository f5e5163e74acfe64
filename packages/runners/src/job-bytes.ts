import type { Readable } from 'node:stream'
import type { AttemptOutput, ClaimedJob, HeldAttempt, JobMaterial } from '@assay/schemas'

/** An attempt, and who executes it. */
export type OwnAttempt = HeldAttempt & Pick<ClaimedJob, 'worker_id'>

/** A file that an attempt leaves. */
export interface LeftFile {
  /** Name of the declared output. */
  readonly name: string
  /** Below the output; empty: it is the output. */
  readonly path: string
  readonly size_bytes: number
  /** For how much there must be room: all that the attempt leaves, with its first file; nothing with the others. */
  readonly room_bytes: number
  readonly bytes: Readable
}

/** Where an attempt gets its bytes from, and leaves them: storage, or the API that a pull worker speaks to. */
export interface JobBytes {
  /** All that the job is given besides its spec. Throws ATTEMPT_SUPERSEDED. */
  readonly material: (attempt: OwnAttempt) => Promise<JobMaterial>
  /** The bytes of a file of the material. Throws OBJECT_DAMAGED. */
  readonly read: (attempt: OwnAttempt, blob_id: string) => Promise<Readable>
  /** Stores a file, which is an output once the attempt is settled with it. Throws QUOTA_REACHED, STORAGE_FULL. */
  readonly write: (attempt: OwnAttempt, file: LeftFile) => Promise<AttemptOutput>
}
