import type { AccessDeps, AccessSettings } from '@assay/access'
import type { Asker } from '@assay/compute'
import type { EngineDeps } from '@assay/engine'
import type { Storage } from '@assay/storage'
import type { TableQueries } from '@assay/tables'
import type { Places } from '@assay/turns'
import type { Arrivals } from './arrivals.ts'

export interface DataSettings extends AccessSettings {
  readonly max_upload_bytes: number
}

export interface DataDeps extends EngineDeps, Pick<AccessDeps, 'queue'> {
  readonly storage: Storage
  readonly arrivals: Arrivals
  readonly tables: TableQueries
  /** Folder for throw-away files, on a disk with room for the largest dataset. */
  readonly scratch_directory: string
  readonly settings: DataSettings
  /** What is computed at once for somebody who waits, and holds much in memory meanwhile. */
  readonly recomputations: Places
  /** Who waits for the answer; absent: nobody. */
  readonly asker?: Asker
}
