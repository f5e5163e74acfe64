import { Readable } from 'node:stream'
import { type Actor, viewerOf } from '@assay/access'
import { getReadableJob, type JobDetailRow, type LogIdentity } from '@assay/db'
import type { LogLine, LogPage, logLinesInput, logRef } from '@assay/schemas'
import type { z } from 'zod'
import type { RunDeps } from '../deps.ts'
import { checkDownload } from '../job-kind.ts'
import { linesOf } from './lines.ts'
import { getLogHead, type LogReading, readLog } from './reading.ts'

/** A page of longer lines has fewer of them. */
const pageBytes = 4 * 1_048_576

interface ReadableLog extends LogIdentity {
  readonly job: JobDetailRow
}

/** Who may have the outputs of a job may read its logs. Attempt 0: none has begun. Throws JOB_NOT_FOUND. */
export async function getReadableLog(
  deps: RunDeps,
  actor: Actor,
  { job_id, attempt }: z.output<typeof logRef>,
): Promise<ReadableLog> {
  const viewer = viewerOf(actor)
  const job = await getReadableJob(deps.db, { id: job_id, viewer })
  if (job.owner_id !== viewer.user_id) await checkDownload(deps, { job, name: 'log', viewer })
  return { job, job_id, attempt: attempt ?? job.attempt }
}

/** Throws JOB_NOT_FOUND. */
export async function checkLog(deps: RunDeps, actor: Actor, ref: z.output<typeof logRef>): Promise<void> {
  await getReadableLog(deps, actor, ref)
}

export async function readLogPage(
  deps: RunDeps,
  actor: Actor,
  { after_line, limit, ...ref }: z.output<typeof logLinesInput>,
): Promise<LogPage> {
  const log = await getReadableLog(deps, actor, ref)
  const items: LogLine[] = []
  let bytes = 0
  let last = after_line
  let reading: LogReading
  do {
    reading = await readLog(deps, log, last)
    for (const chunk of reading.chunks) {
      items.push(...linesOf(chunk, { after_line: last, limit: limit - items.length }))
      last = items.at(-1)?.number ?? last
      bytes += chunk.text.length
    }
  } while (reading.chunks.length > 0 && items.length < limit && bytes < pageBytes)
  const { lines, left_out, is_over } = reading.head
  return {
    attempt: log.attempt,
    items,
    next_after: last < lines ? last : null,
    lines_total: lines,
    lines_left_out: left_out,
    is_complete: is_over,
  }
}

export interface LogText {
  readonly filename: string
  readonly text: Readable
}

/** All lines that are there, as text. */
export async function openLogText(deps: RunDeps, actor: Actor, ref: z.output<typeof logRef>): Promise<LogText> {
  const log = await getReadableLog(deps, actor, ref)
  // what cannot be read is refused before anything is sent
  await getLogHead(deps, log)
  return { filename: `${log.job.name}-${log.attempt}.log`, text: Readable.from(textOf(deps, log)) }
}

async function* textOf(deps: RunDeps, log: LogIdentity): AsyncGenerator<string> {
  for (let last = 0; ; ) {
    const { chunks } = await readLog(deps, log, last)
    if (chunks.length === 0) return
    for (const { first_line, lines, text } of chunks) {
      last = first_line + lines - 1
      yield text
    }
  }
}
