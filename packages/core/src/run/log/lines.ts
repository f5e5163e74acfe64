import { type LogChunk, type LogLine, logStreams } from '@assay/schemas'

/** Which of the lines of a chunk: those after `after_line`, so many at most, and of these those that hold a text. */
export interface Wanted {
  readonly after_line: number
  readonly limit: number
  readonly text?: string | undefined
}

export function linesOf(chunk: LogChunk, { after_line, limit, text }: Wanted): LogLine[] {
  const begun = Date.parse(chunk.at)
  const texts = chunk.text.split('\n')
  const lines: LogLine[] = []
  let at = 0
  for (const [count, after_ms, from] of chunk.spans) {
    const end = at + count
    const time = new Date(begun + after_ms).toISOString()
    const stream = logStreams[from] ?? 'system'
    for (at = Math.max(at, 0); at < end; at += 1) {
      const line = { number: chunk.first_line + at, time, stream, text: texts[at] ?? '' }
      if (line.number <= after_line || (text !== undefined && !line.text.includes(text))) continue
      if (lines.length >= limit) return lines
      lines.push(line)
    }
  }
  return lines
}

/** How many lines of a text, each ended by U+000A, hold a part of one. */
export function countLinesWith(text: Buffer, part: Buffer): number {
  let count = 0
  for (let at = text.indexOf(part); at !== -1; ) {
    count += 1
    const end = text.indexOf(0x0a, at)
    if (end === -1) break
    at = text.indexOf(part, end + 1)
  }
  return count
}

/** Chunks that follow each other, as one. */
export function joinChunks(chunks: readonly [LogChunk, ...LogChunk[]]): LogChunk {
  const [{ first_line, at }] = chunks
  const begun = Date.parse(at)
  const spans: LogChunk['spans'] = []
  for (const chunk of chunks) {
    const later_ms = Date.parse(chunk.at) - begun
    for (const [lines, after_ms, stream] of chunk.spans) {
      const last = spans.at(-1)
      if (last?.[1] === after_ms + later_ms && last[2] === stream) last[0] += lines
      else spans.push([lines, after_ms + later_ms, stream])
    }
  }
  const lines = chunks.reduce((sum, chunk) => sum + chunk.lines, 0)
  return { first_line, lines, at, spans, text: chunks.map(({ text }) => text).join('') }
}
