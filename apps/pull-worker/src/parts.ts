import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'

/** A piece of a file that is sent as a whole. */
export interface Part {
  /** From 1. */
  readonly number: number
  readonly body: Uint8Array<ArrayBuffer>
  /** Of the body, hexadecimal. */
  readonly sha256: string
}

interface InParts {
  readonly part_bytes: number
  readonly size_bytes: number
}

/** Cuts a stream into parts, of which the last may be smaller; each is in memory whole. */
export async function* partsOf(bytes: Readable, { part_bytes, size_bytes }: InParts): AsyncGenerator<Part, undefined> {
  let [number, filled, left] = [1, 0, size_bytes]
  let body = new Uint8Array(Math.min(part_bytes, left))
  for await (const piece of bytes) {
    const read: Uint8Array = piece
    for (let at = 0; at < read.length; ) {
      const taken = read.subarray(at, at + body.length - filled)
      if (taken.length === 0) throw new Error('the file has become longer while it was sent')
      body.set(taken, filled)
      filled += taken.length
      at += taken.length
      if (filled < body.length) continue
      yield { number, body, sha256: createHash('sha256').update(body).digest('hex') }
      left -= body.length
      ;[number, filled, body] = [number + 1, 0, new Uint8Array(Math.min(part_bytes, left))]
    }
  }
  if (left > 0) throw new Error('the file has become shorter while it was sent')
  return undefined
}
