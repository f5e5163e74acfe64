import type {
  File,
  FilesMade,
  FileUsage,
  fileCopyInput,
  fileDeleteInput,
  fileListInput,
  fileMoveInput,
  fileUrlInput,
  SignedRequest,
} from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { UploadSource } from '../byte-source.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { type Download, type DownloadOptions, download } from '../download.ts'
import { type FileToSend, type ManyPlace, putMany } from '../file-batch.ts'
import { type FilePlace, putFile } from '../file-upload.ts'
import { type List, listByCursor } from '../list.ts'
import type { RequestOptions } from '../request-options.ts'
import type { SendOptions } from '../sending.ts'

/** Whose tree a path is in. */
export interface FileOwner {
  /** E-mail address or id of a user who shares the path with you. Default: your own tree. */
  readonly owner?: string | undefined
}

/** Which files to list: `recursive`, `kind`, `owner`, `limit`, `cursor`, `include_total`. */
export type FileListParams = Omit<z.input<typeof fileListInput>, 'path'>

/** What becomes of what is there already (`if_exists`: `refuse` unless given), and whose tree it is in. */
export type FileMoveParams = Omit<z.input<typeof fileMoveInput>, 'path' | 'to'>

/** As for a move; `to_owner`: into whose tree the copy goes. */
export type FileCopyParams = Omit<z.input<typeof fileCopyInput>, 'path' | 'to'>

/** Whether a folder goes with all that is in it (`recursive`), and whose tree it is in. */
export type FileDeleteParams = Omit<z.input<typeof fileDeleteInput>, 'path'>

/** For how long (`expires_seconds`, 3600 unless given), and whose tree it is in. */
export type FileUrlParams = Omit<z.input<typeof fileUrlInput>, 'path'>

/**
 * How to send a file, and what becomes of it: `if_exists`, `replace` unless given; `content_type`, default: that of the
 * Blob, else what the name says; `owner`.
 */
export interface FileUploadOptions extends Omit<SendOptions, 'filename'>, Omit<FilePlace, 'path'> {}

/** How to send many files, and what becomes of what is there already: `if_exists`, `replace` unless given. */
export interface FilesUploadOptions extends RequestOptions, ManyPlace {
  /** How many requests at once. Default: 4. */
  readonly parallel?: number | undefined
  /** Called with what has just become of some of them. */
  readonly onProgress?: ((made: FilesMade) => void) | undefined
}

/** Which bytes to download, and whose file it is. */
export interface FileDownloadOptions extends DownloadOptions, FileOwner {}

/** Whose files to put in a zip. */
export interface FileZipOptions extends RequestOptions, FileOwner {}

/**
 * Files: each user's tree, with `config`, `data`, `artifact`, `output`, `log` and `temp` at its top. A path has names
 * between slashes, as `data/run-7/a.tif`; a slash at its end says nothing more.
 */
export class Files {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Sends a file to a path, with the folders above it. What is there already is replaced as a whole at the end, unless
   * `if_exists` is `refuse`. Up to 1 MiB goes in one request; more goes in parts, which go on after a broken connection
   * and send at most one part again. Of a path, bytes or a Blob the SHA-256 is told first (Node, Deno, Bun): what the
   * server has of you already is not sent again, and what is altered on the way is refused.
   *
   * Throws PATH_TAKEN, UPLOAD_TOO_LARGE, QUOTA_REACHED, UPLOAD_ALTERED, SOURCE_UNREADABLE, FILE_NOT_FOUND where the
   * folder of another user is not shared with you.
   *
   * @example
   * const file = await assay.files.upload('scans/a.tif', 'data/run-7/a.tif', {
   *   onProgress: ({ received_bytes, size_bytes }) => console.log(received_bytes, 'of', size_bytes),
   * })
   * await assay.files.upload(new Blob(['{"threshold": 3}']), 'config/cells.json', { if_exists: 'refuse' })
   */
  upload(source: UploadSource, path: string, options: FileUploadOptions = {}): AssayPromise<File> {
    const { owner, content_type, if_exists, timeout, maxRetries, headers, ...sending } = options
    const place = { path, owner, content_type, if_exists }
    return this.#connection.work({ timeout, maxRetries, headers }, (connection) =>
      putFile(connection, source, { ...sending, place }),
    )
  }

  /**
   * Sends many files below a folder: up to 500 small ones in each request, several requests at once. Files of more than
   * 1 MiB are sent as `upload` sends them. The same bytes at the same path stay (`present`). What is refused
   * is in `failed`, and leaves the others alone; what breaks off is thrown, and what came before it stays.
   *
   * Throws FILE_NOT_FOUND where the folder of another user is not shared with you.
   *
   * @example
   * const files = [
   *   { path: 'a.txt', body: 'scans/a.txt' },
   *   { path: 'notes/b.json', body: new Blob(['{"threshold": 3}']) },
   * ]
   * const { items, failed } = await assay.files.uploadMany(files, 'data/run-7')
   */
  uploadMany(
    files: Iterable<FileToSend> | AsyncIterable<FileToSend>,
    folder: string,
    options: FilesUploadOptions = {},
  ): AssayPromise<FilesMade> {
    const { owner, if_exists, parallel = 4, signal, onProgress, ...request } = options
    const place = { path: folder.replace(/\/$/, ''), owner, if_exists }
    return this.#connection.work(request, (connection) =>
      putMany(connection, files, { place, parallel, signal, onProgress }),
    )
  }

  /**
   * Lists a folder, or what is at the top, in order of paths; with `recursive` what is in its folders too.
   *
   * @example
   * for await (const { path, size_bytes } of assay.files.list('data/', { recursive: true })) {
   *   console.log(path, size_bytes)
   * }
   */
  list(path = '', params: FileListParams = {}, options?: CallOptions): List<File> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) => rpc.files.list.query({ ...params, path, cursor }, how)),
    )
  }

  /**
   * Gets what is known of a file or folder. Throws FILE_NOT_FOUND.
   *
   * @example
   * const { size_bytes, sha256, run_id } = await assay.files.get('output/run-7/report.html')
   */
  get(path: string, { owner, ...options }: FileOwner & CallOptions = {}): AssayPromise<File> {
    return this.#connection.call(options, (rpc, how) => rpc.files.get.query({ path, owner }, how))
  }

  /**
   * Makes a folder, with those above it; one that is there already is the answer. Throws PATH_TAKEN.
   *
   * @example
   * await assay.files.createFolder('data/run-7/raw')
   */
  createFolder(path: string, { owner, ...options }: FileOwner & CallOptions = {}): AssayPromise<File> {
    return this.#connection.call(options, (rpc, how) => rpc.files.create_folder.mutate({ path, owner }, how))
  }

  /**
   * Gives a file, or a folder with all that is in it, another path; no bytes move. Throws FILE_NOT_FOUND, PATH_TAKEN,
   * FOLDER_FIXED, MOVE_INTO_ITSELF.
   *
   * @example
   * await assay.files.move('temp/result.csv', 'output/result.csv', { if_exists: 'replace' })
   */
  move(path: string, to: string, params: FileMoveParams = {}, options?: CallOptions): AssayPromise<File> {
    return this.#connection.call(options, (rpc, how) => rpc.files.move.mutate({ ...params, path, to }, how))
  }

  /**
   * Copies a file, or a folder with all that is in it, also from the tree of a user who shares it with you. Within a
   * tree no bytes move. Throws FILE_NOT_FOUND, PATH_TAKEN, MOVE_INTO_ITSELF, QUOTA_REACHED.
   *
   * @example
   * await assay.files.copy('data/run-7', 'data/run-8', { owner: 'colleague@example.org' })
   */
  copy(path: string, to: string, params: FileCopyParams = {}, options?: CallOptions): AssayPromise<File> {
    return this.#connection.call(options, (rpc, how) => rpc.files.copy.mutate({ ...params, path, to }, how))
  }

  /**
   * Deletes a file or an empty folder; with `recursive`, a folder with all that is in it. Downloads that have begun
   * end. Throws FILE_NOT_FOUND, FOLDER_NOT_EMPTY, FOLDER_FIXED.
   *
   * @example
   * await assay.files.delete('temp/run-7', { recursive: true })
   */
  delete(path: string, params: FileDeleteParams = {}, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.files.delete.mutate({ ...params, path }, how)
    })
  }

  /**
   * Counts the files below a path, and their bytes; without one, all of yours. Throws FILE_NOT_FOUND.
   *
   * @example
   * const { files, size_bytes } = await assay.files.usage('data/run-7')
   */
  usage(path = '', { owner, ...options }: FileOwner & CallOptions = {}): AssayPromise<FileUsage> {
    return this.#connection.call(options, (rpc, how) => rpc.files.usage.query({ path, owner }, how))
  }

  /**
   * Downloads a file, or a range of its bytes, both ends counted. Throws FILE_NOT_FOUND, NOT_A_FILE, RANGE_INVALID.
   *
   * @example
   * const scan = await assay.files.download('data/run-7/a.tif')
   * await scan.saveTo('scans/')
   * const header = await (await assay.files.download('data/run-7/a.tif', { range: { start: 0, end: 7 } })).bytes()
   */
  download(path: string, { owner, ...options }: FileDownloadOptions = {}): AssayPromise<Download> {
    const address = `/api/v1/files/content?${toQuery([path], owner)}`
    return this.#connection.work(options, ({ transport }) => download(transport, address, options))
  }

  /**
   * Downloads a folder, or several files and folders of one tree, as a zip that is made as it is read. Throws
   * FILE_NOT_FOUND.
   *
   * @example
   * await (await assay.files.zip('output/run-7/')).saveTo('run-7.zip')
   * const both = await assay.files.zip(['output/a.csv', 'output/b.csv'])
   */
  zip(paths: string | readonly string[], { owner, ...options }: FileZipOptions = {}): AssayPromise<Download> {
    const address = `/api/v1/files/zip?${toQuery(typeof paths === 'string' ? [paths] : paths, owner)}`
    return this.#connection.work(options, ({ transport }) => download(transport, address, options))
  }

  /**
   * Makes an address at which anybody can download a file until it expires. Throws FILE_NOT_FOUND, NOT_A_FILE.
   *
   * @example
   * const { url, expires_at } = await assay.files.createUrl('data/run-7/a.tif', { expires_seconds: 3_600 })
   */
  createUrl(path: string, params: FileUrlParams = {}, options?: CallOptions): AssayPromise<SignedRequest> {
    return this.#connection.call(options, (rpc, how) => rpc.files.create_url.mutate({ ...params, path }, how))
  }
}

function toQuery(paths: readonly string[], owner: string | undefined): URLSearchParams {
  const query = new URLSearchParams()
  for (const path of paths) query.append('path', path)
  if (owner !== undefined) query.set('owner', owner)
  return query
}
