import { isLarge } from './read-ahead.ts'
import type { ZipEntry } from './zip-entry.ts'
import { centralHeader, descriptor, endOfDirectory, localHeader, recordOf } from './zip-record.ts'

/** How many bytes the zip of these entries will have: they are stored as they are. */
export function zipSizeOf(entries: readonly ZipEntry[]): number {
  let offset = 0
  let size_bytes = 0
  for (const entry of entries) {
    const record = recordOf(entry)
    const follows = entry.file !== undefined && isLarge(entry.file)
    const behind = follows ? descriptor({ ...record, crc32: 0 }).length : 0
    size_bytes += centralHeader({ ...record, crc32: 0, offset, follows }).length
    offset += localHeader({ ...record, crc32: follows ? undefined : 0 }).length + record.size_bytes + behind
  }
  return offset + size_bytes + endOfDirectory({ entries: entries.length, offset, size_bytes }).length
}
