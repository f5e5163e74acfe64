import type { Readable } from 'node:stream'

export type Bytes = Readable | AsyncIterable<Uint8Array>

export interface StoredObject {
  readonly size_bytes: number
  /** SHA-256 of the bytes, hexadecimal, computed while they passed. */
  readonly sha256: string
}

/** What an object was when it was stored. */
export interface ExpectedObject {
  readonly size_bytes: number
  /** Null: not known. */
  readonly sha256: string | null
}

export interface StagedObject extends AsyncDisposable {
  readonly path: string
}

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

/** An upload in parts; readers do not see the object before it is complete. */
export interface PartedUpload {
  /** The key of the future object. */
  readonly key: string
  /** The id that `begin` returned. */
  readonly upload_id: string
}

export interface Part {
  /** Its place among the parts, from 1. Stores may take no more than 10,000. */
  readonly number: number
  /** Where its bytes belong in the object: behind all parts with lower numbers. */
  readonly offset: number
  readonly body: Bytes
  readonly signal?: AbortSignal | undefined
  /** Nobody else has the pieces of the body: their memory may be given back as soon as they are stored. */
  readonly is_given?: boolean | undefined
}

/** A part as its upload is completed with it. */
export interface NamedPart {
  readonly number: number
  readonly size_bytes: number
  /** Identifies exactly these bytes: a part that is sent again with others gets another one. */
  readonly etag: string
}

export interface StoredPart extends NamedPart {
  /** SHA-256 of its bytes, hexadecimal, computed while they passed or attested by the store; null: not known. */
  readonly sha256: string | null
}

export interface PutOptions {
  readonly signal?: AbortSignal | undefined
  /** Throws ObjectExists where an object has the key already; false unless given. */
  readonly if_absent?: boolean | undefined
  /** Nobody else has the pieces of the body: their memory may be given back as soon as they are stored. */
  readonly is_given?: boolean | undefined
}

/** A part that somebody else sends straight to the store. */
export interface PartToSign {
  readonly number: number
  readonly size_bytes: number
  /** Hexadecimal; the store refuses other bytes. */
  readonly sha256: string
  readonly expires_seconds: number
}

export interface ReadToSign {
  readonly expires_seconds: number
  /** The headers that the answer is to have. */
  readonly content_disposition: string
  readonly content_type: string
}

/** A request that anybody may send to the store, with exactly these headers. */
export interface SignedRequest {
  readonly method: 'GET' | 'PUT'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** ISO 8601, UTC. */
  readonly expires_at: string
}

/** An upload that is neither complete nor aborted. */
export interface UnfinishedUpload extends PartedUpload {
  /** ISO 8601, UTC. */
  readonly begun_at: string
}

/**
 * Objects: named sequences of bytes, streamed in and out, never held in memory whole.
 *
 * A key is 1 to 1024 bytes of UTF-8 in parts between slashes, as `objects/0199…`; no part is empty, `.` or `..`, is
 * longer than 200 bytes, or has control characters or backslashes. Any other key is a fault of the caller: RangeError.
 *
 * Everything throws StorageAway while the store is not there, and then changes nothing.
 *
 * Every store passes the same test: `tests/storage.contract.ts`.
 */
export interface Storage extends AsyncDisposable {
  /**
   * Writes an object whole, in place of one that has the key: readers see the old bytes or the new, never a mixture.
   * When it throws, or the signal aborts, nothing was changed. Throws STORAGE_FULL, ObjectExists.
   */
  put(key: string, body: Bytes, options?: PutOptions): Promise<StoredObject>

  /** Makes a second object of the same bytes, in place of one that has its key. Throws ObjectMissing, STORAGE_FULL. */
  copy(from: string, to: string): Promise<void>

  /** An end beyond the last byte means the last byte. Throws ObjectMissing, RANGE_INVALID. */
  read(key: string, range?: ByteRange): Promise<Readable>

  /**
   * Makes sure that an object is as it was stored; `expected` is called unless that is known already, and may know
   * nothing. One that was found whole is not read again within the hour while its file does not change. Throws
   * ObjectDamaged.
   */
  verify(key: string, expected: () => Promise<ExpectedObject | undefined>): Promise<void>

  /** The size of an object; undefined when there is none. */
  stat(key: string): Promise<{ readonly size_bytes: number } | undefined>

  /** Removes an object. That there is none is no error. */
  delete(key: string): Promise<void>

  /** Removes any number of objects, with as few calls as the store allows. That one is not there is no error. */
  deleteAll(keys: readonly string[]): Promise<void>

  /** The objects whose keys begin with the prefix, in no particular order. */
  list(prefix: string): AsyncIterable<ListedObject>

  /** The smallest size of a part that is not the last. */
  readonly min_part_bytes: number

  /** Begins an upload in parts; returns its id. */
  begin(key: string): Promise<string>

  /**
   * Takes a part whole, replacing one with the same number; parts come in any order, and several at once where their
   * bytes do not overlap. The next call for the same part, and one that completes or aborts the upload, takes over: the
   * part is aborted first. A part that throws has to be sent again, with its number or another one, even if it was
   * there before. Throws UploadMissing, STORAGE_FULL, TakenOver.
   */
  part(upload: PartedUpload, part: Part): Promise<StoredPart>

  /**
   * Makes the object of these parts, in order of their numbers, replacing one with the same key; there is at least one
   * part. To complete the same parts again changes nothing. Throws UploadMissing, PartsInvalid.
   */
  complete(upload: PartedUpload, parts: readonly NamedPart[]): Promise<{ readonly size_bytes: number }>

  /** The parts that storage holds now, by number. Throws UploadMissing. */
  parts(upload: PartedUpload): Promise<StoredPart[]>

  /** Whether it has an address of its own, at which others send parts and read objects. */
  readonly is_direct: boolean

  /** How somebody else sends a part straight to the store; undefined for a store without an address of its own. */
  signPart(upload: PartedUpload, part: PartToSign): Promise<SignedRequest | undefined>

  /** How somebody else reads an object straight from the store; undefined for one without an address of its own. */
  signRead(key: string, read: ReadToSign): Promise<SignedRequest | undefined>

  /** Removes all parts of an upload. That there is none, or that it is complete already, is no error. */
  abort(upload: PartedUpload): Promise<void>

  /** The uploads under keys that begin with the prefix, in no particular order. */
  unfinished(prefix: string): AsyncIterable<UnfinishedUpload>

  /**
   * A local file with the bytes of an object, to be read only and until it is disposed of: the object itself where the
   * store is local, or a copy of it. Only of an object that is as it was stored, as `verify` makes sure. Throws
   * ObjectDamaged.
   */
  stage(key: string, expected: () => Promise<ExpectedObject | undefined>): Promise<StagedObject>

  /** The path of the object as a local file, to be read only; undefined for a store without local files. */
  localPath(key: string): string | undefined

  /**
   * Throws StorageAway when the store cannot be read and written now, is not the one that it was, or was seen to be so
   * since a moment of `performance.now()`.
   */
  check(options?: { readonly since_ms?: number }): Promise<void>
}
