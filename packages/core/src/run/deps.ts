import type { AccessDeps } from '@assay/access'
import type { EngineDeps } from '@assay/engine'
import type { DataDeps } from '../data/deps.ts'
import type { JobKinds } from './job-kind.ts'

export interface RunDeps extends EngineDeps, Pick<AccessDeps, 'queue' | 'settings'>, Pick<DataDeps, 'storage'> {
  readonly kinds: JobKinds
}
