import type { CatalogueChange } from '@assay/schemas'
import type { FileDeps } from '../../file/deps.ts'
import { applyLocal } from './apply-local.ts'
import { stateOf } from './file-state.ts'
import { type LocalCatalogue, readLocalCatalogue } from './local-catalogue.ts'

/** Where a catalogue is read from, and what it is to the catalogue of the server. */
export interface CatalogueOrigin {
  /** Whatever changes when one of these files does. */
  readonly stateOf: (paths: readonly string[]) => Promise<string>
  readonly read: (path: string) => Promise<LocalCatalogue>
  readonly apply: (deps: FileDeps, path: string, catalogue: LocalCatalogue) => Promise<CatalogueChange['items']>
}

/** A file of this machine, which says nothing of what it does not name. */
export const ownFile: CatalogueOrigin = { stateOf, read: readLocalCatalogue, apply: applyLocal }
