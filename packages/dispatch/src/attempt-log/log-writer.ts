import { setTimeout as delay } from 'node:timers/promises'
import type { SecretMask } from '@assay/masking'
import type { HeldAttempt, LogChunk, LogEntry } from '@assay/schemas'
import type { Log } from '../log.ts'
import type { WorkSource } from '../work-source.ts'
import { KeptLines, type LogBounds } from './kept-lines.ts'
import { createLogText, type LogSink, type SaidProgress } from './log-sink.ts'

const everyMs = 100
const atOnceBytes = 65_536
/** What an attempt may have written that is not written down yet, before it has to wait. */
const waitingAtMostBytes = 4 * 1_048_576
const batchBytes = 4 * 1_048_576
const retryMs = 250

interface LogWriterDeps {
  readonly source: Pick<WorkSource, 'log' | 'isOutage'>
  readonly log: Log
  readonly bounds?: LogBounds | undefined
}

interface Opening {
  readonly attempt: HeldAttempt
  readonly mask: SecretMask
  readonly onProgress: (progress: SaidProgress) => void
}

/** Writes the logs of a worker's attempts down, ten times a second or as soon as there is much, in one batch. */
export interface LogWriter {
  /** A log that is empty; of one that stays so nothing is written down. `close` resolves when all of it is. */
  open(opening: Opening): LogSink
}

interface OpenLog {
  readonly attempt: HeldAttempt
  readonly lines: KeptLines
  /** Taken, but not written down for certain. */
  chunks: LogChunk[]
  chunk_bytes: number
  state: 'open' | 'closing' | 'closed'
  readonly written: PromiseWithResolvers<void>
}

export function createLogWriter({ source, log, bounds }: LogWriterDeps): LogWriter {
  const logs = new Set<OpenLog>()
  let room = Promise.withResolvers<void>()
  let wake = Promise.withResolvers<void>()
  let isWriting = false

  async function writeAll(): Promise<void> {
    while (logs.size > 0) {
      if (logs.values().every(isCalm)) await Promise.race([delay(everyMs), wake.promise])
      wake = Promise.withResolvers()
      await writeNext()
      room.resolve()
      room = Promise.withResolvers()
    }
    isWriting = false
  }

  async function writeNext(): Promise<void> {
    const taken = [...logs].map((each) => [each, takeOf(each)] as const)
    const entries = taken.flatMap(([, one]) => one)
    if (entries.length === 0) {
      for (const each of logs) if (each.state === 'open') logs.delete(each)
      return
    }
    if (!(await writeBatch(entries))) return delay(retryMs)
    for (const [each, one] of taken) settle(each, one)
  }

  function settle(each: OpenLog, entries: readonly LogEntry[]): void {
    const chunks = entries.filter(({ chunk }) => chunk !== null).length
    each.chunks.splice(0, chunks)
    each.chunk_bytes = bytesOf(each.chunks)
    if (!entries.some(({ is_last }) => is_last)) return
    each.state = 'closed'
    logs.delete(each)
    each.written.resolve()
  }

  /** False: the source is out of reach. */
  async function writeBatch(entries: readonly LogEntry[]): Promise<boolean> {
    try {
      await source.log(entries)
      return true
    } catch (error) {
      if (source.isOutage(error)) return false
      // what the source refuses of one attempt must not hold up the others
      if (entries.length > 1) return (await Promise.all(entries.map((one) => writeBatch([one])))).every(Boolean)
      log.error({ error, job_id: entries[0]?.job_id }, 'a part of a log could not be written down')
      return true
    }
  }

  function look(each: OpenLog): void {
    if (each.state === 'closed') return
    logs.add(each)
    if (each.state === 'closing' || each.lines.waiting_bytes >= atOnceBytes) wake.resolve()
    if (isWriting) return
    isWriting = true
    void writeAll()
  }

  return {
    open({ attempt, mask, onProgress }) {
      const lines = new KeptLines(bounds)
      const each: OpenLog = {
        ...{ attempt, lines, chunks: [], chunk_bytes: 0, state: 'open' },
        written: Promise.withResolvers(),
      }
      const text = createLogText({ lines, mask, onProgress })
      let isEmpty = true
      return {
        async write(stream, bytes) {
          if (each.state !== 'open') return
          text.write(stream, bytes)
          isEmpty = false
          look(each)
          while (each.state === 'open' && lines.waiting_bytes + each.chunk_bytes > waitingAtMostBytes) {
            await room.promise
          }
        },
        lastLines(stream) {
          if (isEmpty) return []
          const last = text.lastLines(stream)
          look(each)
          return last
        },
        async close() {
          if (each.state !== 'open') return each.written.promise
          text.end()
          each.state = isEmpty ? 'closed' : 'closing'
          if (isEmpty) return each.written.resolve()
          look(each)
          return each.written.promise
        },
      }
    },
  }
}

/** Whether a log can wait for its next turn. */
function isCalm({ state, lines, chunks }: OpenLog): boolean {
  return state === 'open' && lines.waiting_bytes < atOnceBytes && chunks.length === 0
}

/** What there is to say of a log: the same again as long as it is not settled. */
function takeOf(each: OpenLog): LogEntry[] {
  each.chunks.push(...each.lines.take())
  each.chunk_bytes = bytesOf(each.chunks)
  const { left_out } = each.lines
  const sent = firstOf(each.chunks)
  const is_last = each.state === 'closing' && sent.length === each.chunks.length
  const entries = sent.map((chunk) => ({ ...each.attempt, chunk, left_out, is_last: false }))
  if (is_last) return [...entries, { ...each.attempt, chunk: null, left_out, is_last }]
  return entries
}

function firstOf(chunks: readonly LogChunk[]): LogChunk[] {
  let room = batchBytes
  return chunks.filter(({ text }) => {
    room -= text.length
    return room > -text.length
  })
}

function bytesOf(chunks: readonly LogChunk[]): number {
  return chunks.reduce((bytes, { text }) => bytes + text.length, 0)
}
