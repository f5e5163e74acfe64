import type { AccessDeps } from '@assay/access'
import type { EngineDeps } from '@assay/engine'
import type { FileDeps } from '../file/deps.ts'
import type { JobKinds } from './job-kind.ts'
import type { SharedLogReading } from './log/shared-reading.ts'

export interface RunDeps
  extends EngineDeps,
    Pick<AccessDeps, 'queue' | 'settings' | 'secret_box'>,
    Pick<FileDeps, 'storage'> {
  readonly kinds: JobKinds
  readonly logs: SharedLogReading
}
