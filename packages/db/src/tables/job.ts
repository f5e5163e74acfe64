import type { JobError, JobKind, JobOf, JobResult, JobSpec, JobState, Placement, Requirements } from '@assay/schemas'
import type { Selectable } from 'kysely'
import type { CreatedAt, Defaulted, Json, NullableJson, NullableTime } from './column-types.ts'

export interface JobTable {
  id: string
  run_id: string
  owner_id: string
  group_id: Defaulted<string | null>
  name: string
  kind: JobKind
  state: JobState
  spec: Json<JobSpec>
  fingerprint: Defaulted<string | null>
  placement: Defaulted<Placement>
  /** Null: nothing. */
  requires: NullableJson<Requirements>
  /** Which of its worker's GPUs are booked for its attempt, by their place in what the worker offers. */
  gpus: Defaulted<number[] | null>
  /** Placed anywhere: how long it waits for a pull worker before one of the platform may take it. */
  prefer_worker_seconds: Defaulted<number | null>
  /** Whether to prefer another worker after one was lost. */
  other_worker: Defaulted<boolean>
  /** Name of the worker that was lost with its last attempt. */
  lost_on: Defaulted<string | null>
  /** How much more memory it asks for after an attempt that ran out of it. */
  memory_factor: Defaulted<number>
  /** So many jobs of one key run at once; what the key stands for, only who submits knows. */
  limit_key: Defaulted<string | null>
  limit_running: Defaulted<number | null>
  /** How long it waits once no known worker can fit it. */
  unplaceable_seconds: Defaulted<number>
  unplaceable_since: NullableTime
  waits_for: Defaulted<number>
  priority: Defaulted<number>
  attempt: Defaulted<number>
  attempts_left: number
  /** What `attempts_left` was at first. */
  max_attempts: Defaulted<number>
  worker_id: Defaulted<string | null>
  /** Why its attempt does nothing at present. */
  phase: Defaulted<string | null>
  available_at: NullableTime
  stop_requested_at: NullableTime
  /** Until when an attempt of it that was lost may be alive. */
  may_live_until: NullableTime
  /** Attempts that were lost and may be alive. */
  lost_attempts: NullableJson<
    readonly { readonly attempt: number; readonly worker_id: string; readonly until: string }[]
  >
  /** Why somebody other than a user asked for its end. */
  stop_error: NullableJson<JobError>
  progress_done: Defaulted<number | null>
  progress_total: Defaulted<number | null>
  /** How far any attempt has come. */
  furthest: Defaulted<number>
  /** Attempts in a row that died before they came further than that. */
  deaths: Defaulted<number>
  result: NullableJson<JobResult>
  error: NullableJson<JobError>
  reused_from: Defaulted<string | null>
  /** Null: never, or there are none. */
  outputs_expire_at: NullableTime
  created_at: CreatedAt
  queued_at: NullableTime
  started_at: NullableTime
  finished_at: NullableTime
}

/** What a job does and found, by kind. */
type JobFacts = { [Kind in JobKind]: Pick<JobOf<Kind>, 'kind' | 'spec' | 'result'> }[JobKind]

export type JobRow = Omit<Selectable<JobTable>, 'kind' | 'spec' | 'result'> & JobFacts

/** An edge of a run's graph: job_id needs needs_job_id to succeed first. */
export interface JobNeedTable {
  job_id: string
  needs_job_id: string
}

export interface JobOutputTable {
  job_id: string
  name: string
  /** Below the output; empty: the output is one object. */
  path: Defaulted<string>
  blob_id: string
}
