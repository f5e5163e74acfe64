import { CheckedBytes } from './checked-bytes.ts'
import type { OpenSources } from './open-sources.ts'
import type { ZipEntry, ZipFile } from './zip-entry.ts'

/** As many small entries are read at once, while those before them are sent: stores answer each after a while. */
const atOnce = 16
const mostBytes = 256 * 1024

interface KnownBytes {
  readonly chunks: readonly Buffer[]
  readonly crc32: number
}

export type ReadyEntry =
  | { readonly entry: ZipEntry; readonly known: KnownBytes; readonly large?: undefined }
  /** Read when its turn comes. */
  | { readonly entry: ZipEntry; readonly known?: undefined; readonly large: ZipFile }

const folder: KnownBytes = { chunks: [], crc32: 0 }

/** The entries in their order, small ones with their bytes. */
export async function* readAhead(entries: AsyncIterable<ZipEntry>, sources: OpenSources): AsyncGenerator<ReadyEntry> {
  const begun: Promise<ReadyEntry>[] = []
  for await (const entry of entries) {
    const ready = begin(entry, sources)
    // it is told when its turn comes
    ready.catch(() => {})
    begun.push(ready)
    if (begun.length <= atOnce) continue
    const next = begun.shift()
    if (next) yield await next
  }
  for (const ready of begun) yield await ready
}

/** Whether it is read when its turn comes, and its checksum follows it. */
export function isLarge({ size_bytes }: ZipFile): boolean {
  return size_bytes > mostBytes
}

async function begin(entry: ZipEntry, sources: OpenSources): Promise<ReadyEntry> {
  const { file } = entry
  if (!file) return { entry, known: folder }
  if (isLarge(file)) return { entry, large: file }
  return { entry, known: await readWhole(file, sources) }
}

async function readWhole(file: ZipFile, sources: OpenSources): Promise<KnownBytes> {
  const check = new CheckedBytes(file)
  const chunks: Buffer[] = []
  for await (const chunk of await sources.open(file)) chunks.push(check.add(chunk))
  check.requireWhole()
  return { chunks, crc32: check.crc32 }
}
