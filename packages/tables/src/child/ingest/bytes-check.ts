import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { binaryHint } from './binary-hint.ts'
import { tableInvalid } from './table-invalid.ts'

const lineFeed = 0x0a

/** Checks the bytes of a file, piece by piece: no NUL, and UTF-8. */
export class BytesCheck {
  readonly #path: string
  #first: Buffer = Buffer.alloc(0)
  #checked = 0
  #rest: Buffer = Buffer.alloc(0)
  #longestLine = 0
  #lineStart = 0

  constructor(path: string) {
    this.#path = path
  }

  /** Bytes between two line feeds, at most. */
  get longestLine(): number {
    return Math.max(this.#longestLine, this.#checked - this.#lineStart)
  }

  /** The mean length of rows, judging by the first piece. */
  bytesPerRow(size: number): number {
    const sample = Math.min(size, this.#first.length)
    return sample / Math.max(1, countLineFeeds(this.#first))
  }

  async add(piece: Buffer): Promise<void> {
    if (this.#first.length === 0) this.#first = piece
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece])
    const whole = bytes.subarray(0, wholeLength(bytes))
    await this.#check(whole)
    this.#measure(whole)
    this.#checked += whole.length
    this.#rest = bytes.subarray(whole.length)
  }

  async end(): Promise<void> {
    await this.#check(this.#rest)
  }

  async #check(bytes: Buffer): Promise<void> {
    const nul = bytes.indexOf(0)
    if (nul >= 0) {
      const line = await this.#lineOf(bytes, nul)
      throw tableInvalid({ reason: 'The file is not text: it holds a NUL byte.', line, hint: binaryHint(this.#first) })
    }
    if (isUtf8(bytes)) return
    const at = firstInvalidLine(bytes)
    const line = await this.#lineOf(bytes, at)
    throw tableInvalid({ reason: 'The text is not UTF-8.', line, hint: binaryHint(this.#first) })
  }

  #measure(bytes: Buffer): void {
    const [first, last] = [bytes.indexOf(lineFeed), bytes.lastIndexOf(lineFeed)]
    if (first < 0) return
    // a line within a piece is shorter than what matters
    this.#longestLine = Math.max(this.#longestLine, this.#checked + first - this.#lineStart)
    this.#lineStart = this.#checked + last + 1
  }

  async #lineOf(bytes: Buffer, offset: number): Promise<number> {
    let line = 1 + countLineFeeds(bytes.subarray(0, offset))
    if (this.#checked === 0) return line
    for await (const before of createReadStream(this.#path, { end: this.#checked - 1 })) line += countLineFeeds(before)
    return line
  }
}

/** Leaves out a character at the end whose bytes are not all there yet. */
function wholeLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    const isContinuation = (byte & 0xc0) === 0x80
    if (isContinuation) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return length > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

/** The first line that is not UTF-8; no character of UTF-8 contains a line feed. */
function firstInvalidLine(bytes: Buffer): number {
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(lineFeed, start)
    const end = found < 0 ? bytes.length : found + 1
    if (!isUtf8(bytes.subarray(start, end))) return start
    start = end
  }
  return 0
}

function countLineFeeds(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) count += 1
  return count
}
