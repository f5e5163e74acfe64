import type { JobCreate, JobInput, ParameterValue } from '@assay/schemas'
import type { CatalogueEntry } from './catalogue-entry.ts'

/** An input that is a file or folder of a tree or a dataset. */
export type FileInput = Exclude<JobInput, { readonly job: string } | Several>

/** Several of them in one place. */
export type Several = Extract<JobInput, { readonly several: unknown }>

/** An input that is the output of other jobs of the run. */
export interface BoundInput {
  readonly jobs: readonly string[]
  readonly output: string
  /** Whether each of them has a folder of its own below the mount. */
  readonly is_gathered: boolean
}

/** A job as it was asked for, before anything of it is looked up. */
export interface WantedJob {
  readonly name: string
  /** What it was called before a matrix made several of it. */
  readonly family: string
  readonly entry: CatalogueEntry
  readonly parameters: Readonly<Record<string, ParameterValue>>
  readonly environment: Readonly<Record<string, string>>
  readonly arguments: readonly string[]
  readonly inputs: Readonly<Record<string, FileInput | Several | BoundInput>>
  /** Those of its inputs are not among them. */
  readonly needs: readonly string[]
  readonly priority: number
  readonly timeout_seconds: number | undefined
  /** What its worker must have, instead of what its entrypoint says. */
  readonly requires?: JobCreate['requires']
  /** Labels that its worker must have besides. */
  readonly labels?: readonly string[]
  /** The folder in the tree that its outputs are kept in; absent: that of the run. */
  readonly outputs_folder?: string | undefined
}

export function isBound(input: FileInput | Several | BoundInput): input is BoundInput {
  return 'jobs' in input
}
