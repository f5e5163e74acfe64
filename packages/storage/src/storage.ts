import type { Readable } from 'node:stream'

/** Bytes on their way into storage. */
export type Bytes = Readable | AsyncIterable<Uint8Array>

/** What is known of an object that was just written whole. */
export interface StoredObject {
  readonly size_bytes: number
  /** SHA-256 of the bytes, hexadecimal, computed while they passed. */
  readonly sha256: string
}

/** What a listing says of an object. */
export interface ListedObject {
  readonly key: string
  readonly size_bytes: number
  /** When its bytes last changed: ISO 8601, UTC. */
  readonly modified_at: string
}

/** Positions in an object, both included, counted from 0. Absent: from its beginning, to its end. */
export interface ByteRange {
  readonly start?: number | undefined
  readonly end?: number | undefined
}

/** Further bytes of an object that arrives in parts. */
export interface Append {
  /** Where the bytes belong; what an earlier, broken try left beyond it is cut off first. */
  readonly offset: number
  readonly body: Bytes
  /** How large the object may become, in bytes. Absent: as large as the store allows. */
  readonly limit_bytes?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Objects: named sequences of bytes, streamed in and out, never held in memory whole.
 *
 * A key is 1 to 1024 bytes of UTF-8 in parts between slashes, as `objects/0199…`; no part is empty, `.` or `..`, is
 * longer than 200 bytes, or has control characters or backslashes. Any other key is a fault of the caller: RangeError.
 *
 * Every store passes the same test: `tests/storage.contract.ts`.
 */
export interface Storage extends AsyncDisposable {
  /**
   * Writes an object whole, in place of one that has the key: readers see the old bytes or the new, never a mixture. When
   * it throws, or the signal aborts, nothing was changed. Throws STORAGE_FULL.
   */
  put(key: string, body: Bytes, options?: { readonly signal?: AbortSignal | undefined }): Promise<StoredObject>

  /** Opens an object, or a range of it; an end beyond the last byte means the last byte. Throws ObjectMissing, RANGE_INVALID. */
  read(key: string, range?: ByteRange): Promise<Readable>

  /** The size of an object; undefined when there is none. */
  stat(key: string): Promise<{ readonly size_bytes: number } | undefined>

  /** Removes an object. That there is none is no error. */
  delete(key: string): Promise<void>

  /** The objects whose keys begin with the prefix, in no particular order. */
  list(prefix: string): AsyncIterable<ListedObject>

  /**
   * Adds bytes to an object that arrives in parts, or begins one, and says how large it is now.
   *
   * When the body breaks off, what has arrived stays, `stat` says how much, and its error is thrown. A part that is refused
   * leaves the object as long as `offset`. A later append to the same key takes over: the earlier one is aborted first.
   * Throws UPLOAD_OFFSET_WRONG (offset beyond what there is, or overtaken), UPLOAD_TOO_LARGE, STORAGE_FULL.
   */
  append(key: string, part: Append): Promise<{ readonly size_bytes: number }>

  /** Where the bytes lie as a local file, to be read only; undefined for a store that has no local files. */
  localPath(key: string): string | undefined

  /** Whether the store can be written and read now; throws when it cannot. */
  check(): Promise<void>
}
