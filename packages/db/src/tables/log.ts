import type { LogChunk } from '@assay/schemas'
import type { Defaulted, Json, NullableJson, NullableTime } from './column-types.ts'

/** Where some of the lines of a log lie in its object, in bytes. */
export interface LogBlock {
  readonly first_line: number
  readonly lines: number
  readonly at: string
  readonly text: readonly [start: number, end: number]
  readonly spans: readonly [start: number, end: number]
}

/** The log of an attempt. */
export interface LogTable {
  job_id: string
  attempt: number
  lines: Defaulted<number>
  left_out: Defaulted<number>
  closed_at: NullableTime
  /** Null: its lines are in `log_chunks`. */
  blob_id: Defaulted<string | null>
  blocks: NullableJson<LogBlock[]>
}

/** Lines of the log of an attempt, until it has ended and the log is in storage. */
export interface LogChunkTable {
  job_id: string
  attempt: number
  first_line: number
  lines: number
  at: string
  spans: Json<LogChunk['spans']>
  text: string
}
