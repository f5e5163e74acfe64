import type { ByteSource } from './byte-source.ts'
import type { Connection } from './connection.ts'
import type { RequestOptions } from './request-options.ts'

/** How far an upload has come. */
export interface UploadProgress {
  /** How many bytes the server has. */
  readonly received_bytes: number
  /** How many there are; null: not known before the end. */
  readonly size_bytes: number | null
  /** The upload, with which another process can go on; undefined: it is one request, and there is none. */
  readonly upload_id?: string | undefined
}

/** How to send bytes. */
export interface SendOptions extends RequestOptions {
  /** Name of the file, with its extension. Default: that of the path or File. */
  readonly filename?: string | undefined
  /** Called when it begins, and whenever the server has taken more bytes. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined
  /**
   * An upload that was begun before with the same bytes, by this process or another: goes on with it. One that is
   * gone, or is of other bytes, is begun anew. Default: a new one.
   */
  readonly upload_id?: string | undefined
}

/** What is sent, and how. */
export interface Sending {
  readonly connection: Connection
  readonly bytes: ByteSource
  /** SHA-256 of the bytes, hexadecimal; null: not known before they are sent. */
  readonly sha256: string | null
  readonly options: SendOptions
}
