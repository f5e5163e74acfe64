import { createReadStream } from 'node:fs'
import type { Reading } from '@assay/schemas'
import { signatureHint } from './binary-hint.ts'

export type TextEncoding = NonNullable<Reading['encoding']>

interface Mark {
  readonly encoding: TextEncoding
  readonly bytes: readonly number[]
}

const marks: readonly Mark[] = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
]

/** The encoding that a byte order mark tells; undefined where there is none. */
export function markOf(beginning: Uint8Array): Mark | undefined {
  return marks.find(({ bytes }) => bytes.every((byte, index) => beginning[index] === byte))
}

/** Bytes that stand for nothing in windows-1252; decoders make control characters of them. */
export const undefinedBytes: ReadonlySet<number> = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d])

// tab, line feed, form feed, return
const textControls: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0c, 0x0d])

// ª, soft hyphen, ·, º: the only ones of the signs from 0xa1 to 0xbf that stand within words
const signsOfWords: ReadonlySet<number> = new Set([0xaa, 0xad, 0xb7, 0xba])

const mostAccented = 0.3
const mostOdd = 0.05
const mostSequences = 0.1

/**
 * Whether text that is not UTF-8 can only be windows-1252: no byte stands for nothing or for a control character, most
 * letters are ASCII, signs such as ¹ and ¿ do not stand within words as letters of other encodings would, and hardly
 * any letter is UTF-8, as in a damaged file.
 */
export async function isWestern(path: string, signal: AbortSignal): Promise<boolean> {
  const seen = { letters: 0, accented: 0, high: 0, odd: 0, sequences: 0 }
  let [before, last] = [0, 0]
  let isFirst = true
  for await (const bytes of createReadStream(path, { signal })) {
    if (!Buffer.isBuffer(bytes)) continue
    if (isFirst && signatureHint(bytes)) return false
    isFirst = false
    for (const byte of bytes) {
      if (undefinedBytes.has(byte) || byte === 0x7f || (byte < 0x20 && !textControls.has(byte))) return false
      if (isLetter(byte)) seen.letters += 1
      if (byte >= 0x80) seen.high += 1
      if (byte >= 0xc0) seen.accented += 1
      if (isLetter(byte) && isOdd(last) && isLetter(before)) seen.odd += 1
      if ((byte & 0xc0) === 0x80 && last >= 0xc2 && last <= 0xf4) seen.sequences += 1
      before = last
      last = byte
    }
  }
  return (
    seen.accented <= mostAccented * (seen.letters + seen.accented) &&
    seen.odd <= mostOdd * seen.high &&
    seen.sequences <= mostSequences * seen.high
  )
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x7a && byte < 0x80
}

function isOdd(byte: number): boolean {
  return byte >= 0xa1 && byte <= 0xbf && !signsOfWords.has(byte)
}
