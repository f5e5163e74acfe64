import type { ZipEntry } from './zip-entry.ts'

/** The records of the zip format (APPNOTE 6.3.10) for entries that are stored as they are. */

type Field = readonly [bytes: 2 | 4 | 8, value: number]

/** From here on a number takes eight bytes, and this stands in its place of four; or in its place of two. */
const most4 = 0xffff_ffff
const most2 = 0xffff

const utf8Names = 0x0800
const numbersFollow = 0x0008
const version = 20
const versionOfZip64 = 45
const madeByUnix = 0x0300
const file = 0o100_644
const folder = 0o040_755
const folderOfDos = 0x10

interface EntryRecord {
  /** UTF-8; ends with a slash for a folder. */
  readonly name: Buffer
  readonly modified_at: Date
  readonly size_bytes: number
  /** Undefined: not known before the bytes have passed; then a record behind them says it. */
  readonly crc32: number | undefined
}

interface WrittenEntry extends EntryRecord {
  readonly crc32: number
  readonly follows: boolean
  /** Where its header stands. */
  readonly offset: number
}

/** What of an entry is known before its bytes are read. */
export function recordOf({ path, modified_at, file }: ZipEntry): Omit<EntryRecord, 'crc32'> {
  return { name: Buffer.from(path), modified_at: new Date(modified_at), size_bytes: file?.size_bytes ?? 0 }
}

export function localHeader(entry: EntryRecord): Buffer {
  const { name, crc32 } = entry
  const isLarge = crc32 === undefined && entry.size_bytes >= most4
  const known = crc32 === undefined ? 0 : entry.size_bytes
  const size = isLarge ? most4 : known
  const zip64 = isLarge ? extra(0x0001, [8, 0], [8, 0]) : nothing
  const times = modificationTime(entry)
  return Buffer.concat([
    pack(
      [4, 0x0403_4b50],
      [2, isLarge ? versionOfZip64 : version],
      ...common(entry, crc32 === undefined),
      [4, crc32 ?? 0],
      [4, size],
      [4, size],
      [2, name.length],
      [2, times.length + zip64.length],
    ),
    name,
    times,
    zip64,
  ])
}

/** Stands behind bytes whose checksum was not known before. */
export function descriptor({ crc32, size_bytes }: { readonly crc32: number; readonly size_bytes: number }): Buffer {
  const width = size_bytes >= most4 ? 8 : 4
  return pack([4, 0x0807_4b50], [4, crc32], [width, size_bytes], [width, size_bytes])
}

export function centralHeader(entry: WrittenEntry): Buffer {
  const { name, size_bytes, crc32, offset } = entry
  const large: Field[] = []
  if (size_bytes >= most4) large.push([8, size_bytes], [8, size_bytes])
  if (offset >= most4) large.push([8, offset])
  const zip64 = large.length > 0 ? extra(0x0001, ...large) : nothing
  const times = modificationTime(entry)
  const isFolder = name.at(-1) === 0x2f
  const needed = large.length > 0 ? versionOfZip64 : version
  return Buffer.concat([
    pack(
      [4, 0x0201_4b50],
      [2, madeByUnix | versionOfZip64],
      [2, needed],
      ...common(entry, entry.follows),
      [4, crc32],
      [4, Math.min(size_bytes, most4)],
      [4, Math.min(size_bytes, most4)],
      [2, name.length],
      [2, times.length + zip64.length],
      [2, 0],
      [2, 0],
      [2, 0],
      [2, isFolder ? folderOfDos : 0],
      [2, isFolder ? folder : file],
      [4, Math.min(offset, most4)],
    ),
    name,
    times,
    zip64,
  ])
}

interface Directory {
  readonly entries: number
  readonly offset: number
  readonly size_bytes: number
}

/** What readers look for first. */
export function endOfDirectory(directory: Directory): Buffer {
  const { entries, offset, size_bytes } = directory
  const end = pack(
    [4, 0x0605_4b50],
    [2, 0],
    [2, 0],
    [2, Math.min(entries, most2)],
    [2, Math.min(entries, most2)],
    [4, Math.min(size_bytes, most4)],
    [4, Math.min(offset, most4)],
    [2, 0],
  )
  const isLarge = entries >= most2 || offset >= most4 || size_bytes >= most4
  return isLarge ? Buffer.concat([endOfLargeDirectory(directory), end]) : end
}

function endOfLargeDirectory({ entries, offset, size_bytes }: Directory): Buffer {
  const end: Field[] = [
    [4, 0x0606_4b50],
    [8, 44],
    [2, madeByUnix | versionOfZip64],
    [2, versionOfZip64],
    [4, 0],
    [4, 0],
    [8, entries],
    [8, entries],
    [8, size_bytes],
    [8, offset],
  ]
  const whereItIs: Field[] = [
    [4, 0x0706_4b50],
    [4, 0],
    [8, offset + size_bytes],
    [4, 1],
  ]
  return pack(...end, ...whereItIs)
}

const nothing = Buffer.alloc(0)

function common({ modified_at }: EntryRecord, follows: boolean): Field[] {
  const { time, date } = dosTime(modified_at)
  return [
    [2, follows ? utf8Names | numbersFollow : utf8Names],
    [2, 0],
    [2, time],
    [2, date],
  ]
}

/** Of years that the format has, in UTC: whoever reads the extra field gets the moment itself. */
function dosTime(moment: Date): { time: number; date: number } {
  const year = Math.min(Math.max(moment.getUTCFullYear(), 1980), 2107)
  return {
    time: (moment.getUTCHours() << 11) | (moment.getUTCMinutes() << 5) | (moment.getUTCSeconds() >> 1),
    date: ((year - 1980) << 9) | ((moment.getUTCMonth() + 1) << 5) | moment.getUTCDate(),
  }
}

/** Seconds of the epoch, as Unix tools write and read them. */
function modificationTime({ modified_at }: EntryRecord): Buffer {
  const seconds = Math.min(Math.max(Math.floor(modified_at.getTime() / 1000), 0), 0x7fff_ffff)
  const bytes = Buffer.alloc(9)
  bytes.writeUInt16LE(0x5455, 0)
  bytes.writeUInt16LE(5, 2)
  bytes.writeUInt8(1, 4)
  bytes.writeUInt32LE(seconds, 5)
  return bytes
}

function extra(kind: number, ...fields: Field[]): Buffer {
  const content = pack(...fields)
  return Buffer.concat([pack([2, kind], [2, content.length]), content])
}

function pack(...fields: readonly Field[]): Buffer {
  const bytes = Buffer.allocUnsafe(fields.reduce((sum, [width]) => sum + width, 0))
  let at = 0
  for (const [width, value] of fields) {
    if (width === 8) bytes.writeBigUInt64LE(BigInt(value), at)
    else bytes.writeUIntLE(value, at, width)
    at += width
  }
  return bytes
}
