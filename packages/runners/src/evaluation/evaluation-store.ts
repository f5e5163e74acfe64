import type { Readable } from 'node:stream'
import type { ModelCallCache } from '@assay/models'
import type { AttemptOutput, ClaimedJob, ModelSpec, Spent, UsedEntry } from '@assay/schemas'

/** A local file, until it is disposed of. */
export interface LocalFile extends AsyncDisposable {
  readonly path: string
}

/** The table of a dataset, and how many of its examples a job is about. */
export interface DatasetTable extends LocalFile {
  readonly examples: number
}

/** What attempts of one job have computed so far, as parts by name. */
export interface CheckpointParts {
  names(): Promise<readonly string[]>
  /** Undefined: it is listed, and gone. */
  read(name: string): Promise<Readable | undefined>
  put(name: string, bytes: Buffer): Promise<void>
  /** Deletes all parts of the job. */
  remove(): Promise<void>
}

/** Where jobs of an evaluation get tables and answers from, and leave theirs: storage and database, or the API. */
export interface EvaluationStore {
  /** Throws DATASET_NOT_FOUND when the dataset was deleted meanwhile, OBJECT_DAMAGED. */
  readonly dataset: (
    job: ClaimedJob,
    asked: { readonly dataset_id: string; readonly max_samples: number | null },
  ) => Promise<DatasetTable>
  /** The outputs of this name of the jobs that the job needs, in their order. */
  readonly needed: (job: ClaimedJob, name: string) => Promise<readonly LocalFile[]>
  /** What a model is called with; undefined: it needs nothing. Throws SECRET_NOT_FOUND. */
  readonly apiKey: (
    job: ClaimedJob,
    model: { readonly spec: ModelSpec; readonly entry: UsedEntry | undefined },
  ) => Promise<string | undefined>
  /** The owner's earlier answers: older ones than `since` are not known. They were paid for: writing waits. */
  readonly calls: (
    job: ClaimedJob,
    asked: { readonly since: string | undefined; readonly signal: AbortSignal },
  ) => ModelCallCache
  /** Counts what a job spends on models; whether its run has some of its budget left. Null: it has no budget. */
  readonly spend: (job: ClaimedJob, spent: Spent, signal: AbortSignal) => Promise<boolean | null>
  /** Undefined: nothing is kept of an attempt that does not end. */
  readonly checkpoint: (job: ClaimedJob) => CheckpointParts | undefined
  /** Keeps a file, which is an output once the attempt is settled with it. */
  readonly keep: (
    job: ClaimedJob,
    file: { readonly name: string; readonly path: string; readonly signal: AbortSignal },
  ) => Promise<AttemptOutput>
}
