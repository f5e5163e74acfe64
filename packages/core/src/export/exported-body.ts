import { Readable } from 'node:stream'

/** Bytes on their way out; once the stream is closed, nothing is left of them here. */
export interface ExportedBody {
  /** Null: not known before the end. */
  readonly size_bytes: number | null
  readonly stream: Readable
}

/** A text as bytes. */
export function textBody(text: string): ExportedBody {
  const bytes = Buffer.from(text)
  return { size_bytes: bytes.length, stream: Readable.from([bytes], { objectMode: false }) }
}
