import { openMaterial, readMaterial, writeOutput } from '@assay/core'
import type { JobBytes } from '@assay/runners'
import type { JobDeps } from './job-deps.ts'

/** Of a worker that has the database and the storage itself. */
export function createPlatformBytes(deps: JobDeps): JobBytes {
  return {
    material: (attempt) => readMaterial(deps, attempt),
    read: (attempt, blob_id) => openMaterial(deps, attempt, blob_id),
    write: (attempt, file) => writeOutput(deps, attempt, file),
  }
}
