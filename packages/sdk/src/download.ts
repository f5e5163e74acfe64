import { lastSegment } from './file-name.ts'
import type { RequestOptions } from './request-options.ts'
import { type Asking, readOn } from './resuming.ts'
import { type SaveOptions, saveStream } from './saving.ts'
import type { Transport } from './transport.ts'

/**
 * A file on its way from the server. Its bytes come as they are read, once; after a broken connection they go on where
 * it broke, if the server can give a part of the same bytes. Where the server tells the SHA-256, what arrived is
 * checked against it (Node, Deno, Bun). Throws CONNECTION_FAILED, DOWNLOAD_ALTERED.
 *
 * @example
 * const file = await assay.datasets.download(dataset.id)
 * console.log('saved', await file.saveTo('downloads/'))
 */
export class Download {
  /** Name that the server suggests; without folders, whatever the server says. */
  readonly filename: string
  /** Size in bytes; undefined: not announced. */
  readonly size_bytes: number | undefined
  /** Names the very bytes, as in the header ETag; undefined: not announced. */
  readonly etag: string | undefined
  /** The bytes. */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>

  /** @internal */
  constructor(answer: Response, asking: Asking) {
    const { headers } = answer
    const size = headers.get('content-length')
    this.filename = readFilename(headers.get('content-disposition') ?? '')
    this.size_bytes = size === null ? undefined : Number(size)
    this.etag = headers.get('etag') ?? undefined
    this.stream = readOn(answer, asking)
  }

  /**
   * Reads all bytes into memory.
   *
   * @example
   * const bytes = await (await assay.jobs.output(job.id, 'predictions.parquet')).bytes()
   */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await new Response(this.stream).arrayBuffer())
  }

  /**
   * Reads all into memory, as UTF-8.
   *
   * @example
   * const csv = await (await assay.datasets.download(dataset.id)).text()
   */
  text(): Promise<string> {
    return new Response(this.stream).text()
  }

  /**
   * Writes the file to disk as it comes (Node, Deno, Bun), and answers with its path. In a folder, or in a path that
   * ends with a slash, it is called {@link filename}; a folder that is not there is made. Of a file that breaks off
   * nothing is kept. Throws DESTINATION_UNWRITABLE, also for a file that is there already, unless `overwrite`.
   *
   * @example
   * const report = await assay.comparisons.export(comparison.id, 'html')
   * const path = await report.saveTo('reports/', { overwrite: true })
   */
  saveTo(path = '.', options: SaveOptions = {}): Promise<string> {
    return saveStream(this, path, options)
  }
}

/** Begins to download what a path answers with. Throws whatever went wrong. */
export async function download(
  transport: Transport,
  path: string,
  { signal, timeout, range }: DownloadOptions = {},
): Promise<Download> {
  const init = { signal: signal ?? null, ...(range && { headers: { range: toRangeHeader(range) } }) }
  const answer = await transport.open(path, init, timeout === undefined ? {} : { timeout })
  return new Download(answer, { transport, path, signal })
}

/** Some of the bytes of a file. */
export interface ByteRange {
  /** The first byte, from 0 on. */
  readonly start: number
  /** The last byte, which counts. Default: that of the file. */
  readonly end?: number | undefined
}

/** What to download, and how. */
export interface DownloadOptions extends RequestOptions {
  /** Which bytes. Default: all. */
  readonly range?: ByteRange | undefined
}

function toRangeHeader({ start, end }: ByteRange): string {
  return `bytes=${start}-${end ?? ''}`
}

/** The file name of a Content-Disposition (RFC 6266), never a path. */
function readFilename(disposition: string): string {
  const encoded = /filename\*\s*=\s*utf-8''([^;]+)/i.exec(disposition)?.[1]
  const plain = /filename\s*=\s*"((?:[^"\\]|\\.)*)"/is.exec(disposition)?.[1]?.replace(/\\(.)/gs, '$1')
  return lastSegment(decode(encoded) ?? plain ?? '') || 'download'
}

function decode(encoded: string | undefined): string | undefined {
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded.trim())
  } catch {
    return undefined
  }
}
