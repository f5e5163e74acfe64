/** A piece of a line: readable text, or bytes that are none. */
export interface Piece {
  readonly text: string
  readonly is_bad: boolean
}

export interface ExcerptLine {
  readonly number: number
  readonly pieces: readonly Piece[]
  readonly is_at_fault: boolean
}

const around = 2
const mostBytes = 300
const lineFeed = 0x0a
const readAtOnce = 1024 * 1024

/** The line of a file at which it was refused, with those around it; reads no further. */
export async function readExcerpt(file: Blob, line: number): Promise<ExcerptLine[]> {
  const [first, last] = [Math.max(1, line - around), line + around]
  const lines = new Map<number, number[]>()
  let number = 1
  for (let start = 0; start < file.size && number <= last; start += readAtOnce) {
    const bytes = new Uint8Array(await file.slice(start, start + readAtOnce).arrayBuffer())
    for (let at = 0; at < bytes.length && number <= last; at += 1) {
      const byte = bytes[at] ?? 0
      if (byte === lineFeed) number += 1
      else if (number >= first) keep(lines, number, byte)
    }
  }
  return [...lines].map(([number, bytes]) => ({
    number,
    pieces: toPieces(Uint8Array.from(bytes)),
    is_at_fault: number === line,
  }))
}

function keep(lines: Map<number, number[]>, number: number, byte: number): void {
  const line = lines.get(number) ?? []
  if (line.length < mostBytes) line.push(byte)
  lines.set(number, line)
}

/** Bytes as UTF-8; those that are none, and control characters, by their values. */
export function toPieces(bytes: Uint8Array<ArrayBuffer>): Piece[] {
  const pieces: Piece[] = []
  const add = (text: string, is_bad: boolean) => {
    const before = pieces.at(-1)
    if (before?.is_bad === is_bad) pieces[pieces.length - 1] = { text: before.text + text, is_bad }
    else pieces.push({ text, is_bad })
  }
  for (let at = 0; at < bytes.length; ) {
    const character = characterAt(bytes, at)
    if (character === undefined || isControl(character)) add(toHex(bytes[at] ?? 0), true)
    else add(character === '\t' ? '→' : character, false)
    at += character === undefined ? 1 : new TextEncoder().encode(character).length
  }
  return pieces
}

function isControl(character: string): boolean {
  return /\p{Cc}/u.test(character) && character !== '\t' && character !== '\r'
}

function characterAt(bytes: Uint8Array<ArrayBuffer>, at: number): string | undefined {
  const byte = bytes[at] ?? 0
  const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(at, at + length))
  } catch {
    return undefined
  }
}

function toHex(byte: number): string {
  return `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
