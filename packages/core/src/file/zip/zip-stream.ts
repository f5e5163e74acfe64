import { Readable } from 'node:stream'
import { CheckedBytes } from './checked-bytes.ts'
import { inChunks } from './chunks.ts'
import { OpenSources } from './open-sources.ts'
import { readAhead } from './read-ahead.ts'
import { centralHeader, descriptor, endOfDirectory, localHeader } from './zip-record.ts'

export interface ZipEntry {
  /** Names between slashes; that of a folder ends with one. */
  readonly path: string
  /** When it changed last: ISO 8601, UTC. */
  readonly modified_at: string
  /** Absent: it is a folder. */
  readonly file?: ZipFile | undefined
}

export interface ZipFile {
  readonly size_bytes: number
  /** Hexadecimal; null: not known. */
  readonly sha256: string | null
  /** Called when its turn comes, or a little before. */
  open(): Promise<Readable>
  /** The error with which the zip breaks off when the bytes are fewer or others than these. */
  damaged(damage: 'cut' | 'altered'): Error
}

/**
 * A zip of entries as they come, in their order, stored as they are: it is made while it is read, and keeps only their
 * names. An entry that cannot be read whole breaks it off, with the error, before it could pass for a zip. Once it is
 * closed, so is all that it has opened.
 */
export function zipStream(entries: AsyncIterable<ZipEntry>): Readable {
  const sources = new OpenSources()
  const chunks = inChunks(zipOf(entries, sources))
  return new Readable({
    highWaterMark: 1,
    read() {
      chunks.next().then(
        ({ done, value }) => this.push(done ? null : value),
        (error: Error) => this.destroy(error),
      )
    },
    destroy(error, done) {
      sources.close()
      const ended = () => done(error)
      chunks.return(undefined).then(ended, ended)
    },
  })
}

async function* zipOf(entries: AsyncIterable<ZipEntry>, sources: OpenSources): AsyncGenerator<Buffer> {
  const directory: Buffer[] = []
  let offset = 0
  for await (const { entry, known, large } of readAhead(entries, sources)) {
    const record = toRecord(entry)
    const header = localHeader({ ...record, crc32: known?.crc32 })
    yield header
    const crc32 = large ? yield* passOn(large, sources) : known.crc32
    const behind = large ? descriptor({ ...record, crc32 }) : nothing
    yield* known?.chunks ?? [behind]
    directory.push(centralHeader({ ...record, crc32, offset, follows: large !== undefined }))
    offset += header.length + record.size_bytes + behind.length
  }
  yield* directory
  const size_bytes = directory.reduce((sum, { length }) => sum + length, 0)
  yield endOfDirectory({ entries: directory.length, offset, size_bytes })
}

const nothing = Buffer.alloc(0)

function toRecord({ path, modified_at, file }: ZipEntry) {
  return { name: Buffer.from(path), modified_at: new Date(modified_at), size_bytes: file?.size_bytes ?? 0 }
}

/** Returns the CRC-32 of the bytes. */
async function* passOn(file: ZipFile, sources: OpenSources): AsyncGenerator<Buffer, number> {
  const check = new CheckedBytes(file)
  for await (const chunk of await sources.open(file)) yield check.add(chunk)
  check.requireWhole()
  return check.crc32
}
