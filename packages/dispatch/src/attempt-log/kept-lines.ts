import { type LogChunk, type LogStream, logStreams } from '@assay/schemas'

/** How much of a log is kept. */
export interface LogBounds {
  /** Lines; 1,000,000 unless given. */
  readonly max_lines?: number | undefined
  /** Bytes; 64 MiB unless given. */
  readonly max_bytes?: number | undefined
}

interface Line {
  readonly stream: LogStream
  readonly text: string
  readonly at_ms: number
  readonly bytes: number
}

const chunkBytes = 65_536
const tailBytes = 65_536

/**
 * The lines of an attempt that are yet to be written down. Of a log that is too long its head is kept, and the last
 * 64 KiB of it, which follow at the end, behind a line that says what is left out between.
 */
export class KeptLines {
  readonly #max_lines: number
  readonly #max_bytes: number
  #waiting: Line[] = []
  #waiting_bytes = 0
  #tail: Line[] = []
  #tail_bytes = 0
  #lines = 0
  #bytes = 0
  #dropped_lines = 0
  #dropped_bytes = 0
  #is_cut = false

  constructor({ max_lines = 1_000_000, max_bytes = 64 * 1_048_576 }: LogBounds = {}) {
    this.#max_lines = max_lines
    this.#max_bytes = max_bytes
  }

  /** Bytes that wait to be written down. */
  get waiting_bytes(): number {
    return this.#waiting_bytes
  }

  /** Lines that will never be written down. */
  get left_out(): number {
    return this.#dropped_lines
  }

  add(stream: LogStream, text: string, at_ms: number): void {
    const line = { stream, text, at_ms, bytes: Buffer.byteLength(text) + 1 }
    if (!this.#is_cut && this.#lines < this.#max_lines && this.#bytes + line.bytes <= this.#max_bytes) {
      this.#keep(line)
      return
    }
    if (!this.#is_cut) this.#say('the log is full: what follows is left out, but for its end', at_ms)
    this.#is_cut = true
    this.#addToTail(line)
  }

  /** Nothing more comes: the end of a log that is too long follows its head. */
  end(at_ms: number): void {
    if (this.#dropped_lines > 0) {
      this.#say(`${this.#dropped_lines} lines (${this.#dropped_bytes} bytes) are left out here`, at_ms)
    }
    for (const line of this.#tail) this.#keep(line)
    this.#tail = []
  }

  /** What waits, in chunks. */
  take(): LogChunk[] {
    const waiting = this.#waiting
    this.#waiting = []
    this.#waiting_bytes = 0
    const parts: Line[][] = []
    let room = 0
    for (const line of waiting) {
      if (room < line.bytes) {
        parts.push([])
        room = chunkBytes
      }
      parts.at(-1)?.push(line)
      room -= line.bytes
    }
    let first_line = this.#lines - waiting.length + 1
    return parts.map((part) => {
      const chunk = toChunk(part, first_line)
      first_line += part.length
      return chunk
    })
  }

  #say(text: string, at_ms: number): void {
    this.#keep({ stream: 'system', text: `[${text}]`, at_ms, bytes: Buffer.byteLength(text) + 3 })
  }

  #keep(line: Line): void {
    this.#waiting.push(line)
    this.#waiting_bytes += line.bytes
    this.#lines += 1
    this.#bytes += line.bytes
  }

  #addToTail(line: Line): void {
    this.#tail.push(line)
    this.#tail_bytes += line.bytes
    let gone = 0
    while (this.#tail_bytes > tailBytes) {
      const first = this.#tail[gone]
      if (!first) break
      gone += 1
      this.#tail_bytes -= first.bytes
      this.#dropped_lines += 1
      this.#dropped_bytes += first.bytes
    }
    if (gone > 0) this.#tail.splice(0, gone)
  }
}

function toChunk(lines: readonly Line[], first_line: number): LogChunk {
  const begun = lines[0]?.at_ms ?? 0
  const spans: [number, number, number][] = []
  for (const { at_ms, stream } of lines) {
    const [after, from] = [at_ms - begun, logStreams.indexOf(stream)]
    const last = spans.at(-1)
    if (last?.[1] === after && last[2] === from) last[0] += 1
    else spans.push([1, after, from])
  }
  const text = lines.map((line) => `${line.text}\n`).join('')
  return { first_line, lines: lines.length, at: new Date(begun).toISOString(), spans, text }
}
