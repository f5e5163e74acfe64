import { Readable } from 'node:stream'
import { CheckedBytes } from './checked-bytes.ts'
import { inChunks } from './chunks.ts'
import { OpenSources } from './open-sources.ts'
import { readAhead } from './read-ahead.ts'
import type { ZipEntry, ZipFile } from './zip-entry.ts'
import { centralHeader, descriptor, endOfDirectory, localHeader, recordOf } from './zip-record.ts'

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
    const record = recordOf(entry)
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

/** Returns the CRC-32 of the bytes. */
async function* passOn(file: ZipFile, sources: OpenSources): AsyncGenerator<Buffer, number> {
  const check = new CheckedBytes(file)
  for await (const chunk of await sources.open(file)) yield check.add(chunk)
  check.requireWhole()
  return check.crc32
}
