import type { Readable } from 'node:stream'

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
