import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredPart } from '../storage.ts'
import { files } from './upload-folder.ts'

export interface ListedPart extends StoredPart {
  readonly offset: number
}

// the rest of a line that a killed process left matches neither
const present = /^(?<number>\d+) (?<offset>\d+) (?<size_bytes>\d+) (?<etag>[\da-f-]{36})$/
const gone = /^(?<number>\d+) gone$/

/** By number; of several lines about one part, the last counts. */
export async function readParts(folder: string): Promise<Map<number, ListedPart>> {
  const parts = new Map<number, ListedPart>()
  for (const line of (await readFile(join(folder, files.parts), 'utf8')).split('\n')) {
    const { number, offset, size_bytes, etag } = present.exec(line)?.groups ?? {}
    const part = { number: Number(number), offset: Number(offset), size_bytes: Number(size_bytes), etag: etag ?? '' }
    if (etag !== undefined) parts.set(part.number, part)
    else parts.delete(Number(gone.exec(line)?.groups?.['number']))
  }
  return parts
}

/** Call it when the bytes of the part are on the disk. */
export async function listPart(folder: string, { number, offset, size_bytes, etag }: ListedPart): Promise<void> {
  await addLine(folder, `${number} ${offset} ${size_bytes} ${etag}`)
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
