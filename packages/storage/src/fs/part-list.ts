import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredPart } from '../storage.ts'
import { files } from './upload-folder.ts'

export interface ListedPart extends StoredPart {
  readonly offset: number
  readonly sha256: string
  /** When it was complete: several processes may have taken parts with one number. */
  readonly stored_ms: number
}

// the rest of a line that a killed process left matches neither
const present =
  /^(?<number>\d+) (?<offset>\d+) (?<size_bytes>\d+) (?<etag>[\da-f-]{36}) (?<sha256>[\da-f]{64}) (?<stored_ms>\d+)$/
const gone = /^(?<number>\d+) gone$/

/** By number; of several lines about one part, the last counts. */
export async function readParts(folder: string): Promise<Map<number, ListedPart>> {
  const parts = new Map<number, ListedPart>()
  for (const line of (await readFile(join(folder, files.parts), 'utf8')).split('\n')) {
    const part = partOf(line)
    if (part) parts.set(part.number, part)
    else parts.delete(Number(gone.exec(line)?.groups?.['number']))
  }
  return parts
}

function partOf(line: string): ListedPart | undefined {
  const { number, offset, size_bytes, etag, sha256, stored_ms } = present.exec(line)?.groups ?? {}
  if (etag === undefined || sha256 === undefined) return undefined
  const numbers = { number: Number(number), offset: Number(offset), size_bytes: Number(size_bytes) }
  return { ...numbers, etag, sha256, stored_ms: Number(stored_ms) }
}

/** Call it when the bytes of the part are on the disk. */
export async function listPart(folder: string, part: ListedPart): Promise<void> {
  const { number, offset, size_bytes, etag, sha256, stored_ms } = part
  await addLine(folder, [number, offset, size_bytes, etag, sha256, stored_ms].join(' '))
}

/** Call it before the bytes of the part change. */
export async function strikePart(folder: string, number: number): Promise<void> {
  await addLine(folder, `${number} gone`)
}

async function addLine(folder: string, line: string): Promise<void> {
  const handle = await open(join(folder, files.parts), 'a')
  try {
    await handle.writeFile(`\n${line}`)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
