import { Readable } from 'node:stream'

/** Bytes to send; once the stream is closed, nothing is left of them on this machine. */
export interface ExportedBody {
  /** Null: not known before the end. */
  readonly size_bytes: number | null
  readonly stream: Readable
}

export function textBody(text: string): ExportedBody {
  const bytes = Buffer.from(text)
  return { size_bytes: bytes.length, stream: Readable.from([bytes], { objectMode: false }) }
}
