import { z } from 'zod'
import { heldAttempt } from './attempt.ts'
import { shortId, time } from './field.ts'

/** Where a line of a log comes from; `system`: Assay itself. */
export const logStreams = ['stdout', 'stderr', 'system'] as const

/** Where a line of a log comes from. */
export const logStream = z
  .enum(logStreams)
  .describe('stdout, stderr: what the job writes; system: what Assay says about it')

/** Where a line of a log comes from. */
export type LogStream = z.infer<typeof logStream>

/** A line of the log of an attempt. */
export const logLine = z
  .object({
    number: z.number().int().min(1).describe('position in the log: from 1, without gaps'),
    time: time.describe('when it came, ISO 8601, UTC'),
    stream: logStream,
    text: z.string().describe('the line, without its end; colours and the like are as the job wrote them'),
  })
  .describe('A line of a log.')

/** A line of the log of an attempt. */
export type LogLine = z.infer<typeof logLine>

const lines = z.number().int().min(0)
const attempt = z.number().int().min(1).max(1_000_000)

/** Names the log of an attempt. */
export const logRef = z.object({
  job_id: shortId,
  attempt: attempt.optional().describe('which attempt; the current or last one unless given'),
})

/** Follows the log of a job, or reads all of it that is there. */
export const logsInput = logRef.extend({
  since_line: lines.min(1).default(1).describe('number of the first line that is wanted'),
  follow: z
    .boolean()
    .default(false)
    .describe('whether to wait for what is yet to come, until the attempt ends; without `attempt`: until the job does'),
})

/** Lines of a log that came together. */
export const logLines = z
  .object({ attempt: z.number().int().describe('number of the attempt'), lines: z.array(logLine).describe('in order') })
  .describe('Lines of the log of one attempt, in order.')

/** Lines of a log that came together. */
export type LogLines = z.infer<typeof logLines>

const page = {
  after_line: lines.default(0).describe('number of the last line that is known already'),
  limit: z.number().int().min(1).max(10_000).default(1_000).describe('lines at most, 1 to 10,000'),
}

/** Reads lines of a log. */
export const logLinesInput = logRef.extend(page)

/** Searches a log. */
export const logSearchInput = logRef.extend({
  text: z
    .string()
    .min(1)
    .max(1_000)
    .regex(/^[^\r\n\0]*$/, 'must be a part of one line')
    .describe('what a line must hold, exactly so'),
  ...page,
})

const foundLines = {
  attempt: z.number().int().describe('number of the attempt; 0: none has begun'),
  items: z.array(logLine).describe('in order'),
  next_after: z.number().int().nullable().describe('`after_line` of the next page; null: there is no more yet'),
}

/** A page of a log. */
export const logPage = z
  .object({
    ...foundLines,
    lines_total: lines.describe('how many lines the log has so far'),
    lines_left_out: lines.describe('how many lines it had beyond what is kept; a line of the log says where'),
    is_complete: z.boolean().describe('whether nothing more comes'),
  })
  .describe('A page of a log.')

/** A page of a log. */
export type LogPage = z.infer<typeof logPage>

/** Lines of a log that hold a text. */
export const logSearch = z
  .object({ ...foundLines, count: lines.describe('how many lines of the whole log hold it') })
  .describe('Lines that hold a text.')

/** Lines of a log that hold a text. */
export type LogSearch = z.infer<typeof logSearch>

/**
 * Lines of an attempt as its worker hands them on. `spans` says of so many lines each, in order, how many milliseconds
 * after `at` they came, and from which stream (its place in `logStreams`).
 */
export const logChunk = z.object({
  first_line: z.number().int().min(1).describe('number of its first line'),
  lines: z.number().int().min(1).describe('how many lines it has'),
  at: time.describe('when its first line came'),
  spans: z
    .array(z.tuple([z.number().int(), z.number().int(), z.number().int()]))
    .describe('lines, milliseconds, stream'),
  text: z.string().describe('the lines, each ended by U+000A'),
})

/** Lines of an attempt as its worker hands them on. */
export type LogChunk = z.infer<typeof logChunk>

/** What a worker adds to the log of an attempt. */
export const logEntry = heldAttempt.extend({
  chunk: logChunk.nullable().describe('null: no lines'),
  left_out: lines.describe('how many lines were left out so far'),
  is_last: z.boolean().describe('whether nothing more comes'),
})

/** What a worker adds to the log of an attempt. */
export type LogEntry = z.infer<typeof logEntry>
