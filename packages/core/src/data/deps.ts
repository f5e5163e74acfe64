import type { AccessDeps } from '@assay/access'
import type { Asker } from '@assay/compute'
import type { GuardedFetch } from '@assay/outgoing'
import type { TableQueries } from '@assay/tables'
import type { Places } from '@assay/turns'
import type { FileDeps } from '../file/deps.ts'

export interface DataDeps extends FileDeps, Pick<AccessDeps, 'secret_box'> {
  /** The client that fetches files from where users say. */
  readonly web: Pick<GuardedFetch, 'fetch' | 'checkUrl'>
  readonly tables: TableQueries
  /** What is computed at once for somebody who waits, and holds much in memory meanwhile. */
  readonly recomputations: Places
  /** Who waits for the answer; absent: nobody. */
  readonly asker?: Asker
}
