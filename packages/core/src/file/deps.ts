import type { AccessDeps, AccessSettings } from '@assay/access'
import type { EngineDeps } from '@assay/engine'
import type { Storage } from '@assay/storage'
import type { Arrivals } from './arrivals.ts'

export interface FileSettings extends AccessSettings {
  readonly max_upload_bytes: number
}

export interface FileDeps extends EngineDeps, Pick<AccessDeps, 'queue'> {
  readonly storage: Storage
  readonly arrivals: Arrivals
  /** Folder for throw-away files, on a disk with room for the largest dataset. */
  readonly scratch_directory: string
  readonly settings: FileSettings
}
