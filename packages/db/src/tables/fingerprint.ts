import type { FingerprintParts } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { Defaulted, Json, Time } from './column-types.ts'

/** What the fingerprint of a job was made of. */
export interface FingerprintTable {
  job_id: string
  owner_id: string
  /** Jobs on one subject do the same with other inputs: an entrypoint, or a kind. */
  subject: string
  parts: Json<FingerprintParts>
  /** It was to run whatever had been computed before. */
  forced: Defaulted<boolean>
}

export type FingerprintRow = Selectable<FingerprintTable>

/** A secret that was given for one run. */
export interface RunSecretTable {
  run_id: string
  owner_id: string
  name: string
  ciphertext: Buffer
}

/** What a reference to an image stood for when a job used it last. */
export interface ImageDigestTable {
  image: string
  digest: string
  seen_at: Time
}
