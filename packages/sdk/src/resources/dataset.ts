import type {
  CreatedDataset,
  Dataset,
  DatasetRows,
  datasetCreateInput,
  datasetListInput,
  datasetRowsInput,
} from '@assay/schemas'
import type { z } from 'zod'
import type { UploadSource } from '../byte-source.ts'
import { Download } from '../download.ts'
import { AssayError } from '../error/assay-error.ts'
import { List, listByCursor } from '../list.ts'
import type { Call, CallOptions } from '../rpc.ts'
import { settle } from '../settling.ts'
import type { Transport } from '../transport.ts'
import { type SendOptions, send } from '../upload.ts'

/** Which datasets to list: `name`, `sample`, `scope`, `limit`, `cursor`, `include_total`. */
export type DatasetListParams = z.input<typeof datasetListInput>

/** Which rows to read: `columns`, `filters` (all must hold), `after`, `limit`. */
export type DatasetRowsParams = Omit<z.input<typeof datasetRowsInput>, 'dataset_id'>

/**
 * What to make of an upload: `name`, `format`, and how to read it where that is not to be recognised (`delimiter`,
 * `encoding`, `quote`, `decimal`); and how to send it.
 */
export interface DatasetUploadOptions extends Omit<z.input<typeof datasetCreateInput>, 'upload_id'>, SendOptions {
  /**
   * Whether to wait until the file is read and checked; then a refused file throws TABLE_INVALID. `false` answers with
   * a dataset that is `ingesting`. Default: true.
   */
  readonly wait?: boolean | undefined
}

/** Datasets: immutable, versioned tables of examples. */
export class Datasets {
  readonly #transport: Transport
  readonly #call: Call

  /** @internal */
  constructor(transport: Transport, call: Call) {
    this.#transport = transport
    this.#call = call
  }

  /**
   * Uploads a file and makes a dataset of it: CSV, TSV, JSONL, JSON or Parquet, of any size, streamed; a lost
   * connection is taken up where it broke. A name that is in use gets a new version, unless the same file, to be read
   * alike, is one already: then that version is the answer, and `is_new` is false. What was recognised of the file and
   * what else is to be known of it is in `reading.notices`.
   *
   * Throws TABLE_INVALID with line and column when the file is refused, SOURCE_UNREADABLE when it cannot be read,
   * UPLOAD_TOO_LARGE.
   *
   * @example
   * const dataset = await assay.datasets.upload('news.csv', {
   *   name: 'news',
   *   onProgress: ({ received_bytes, size_bytes }) => console.log(received_bytes, 'of', size_bytes),
   * })
   */
  async upload(source: UploadSource, options: DatasetUploadOptions = {}): Promise<CreatedDataset> {
    const { filename, onProgress, signal, wait = true, ...making } = options
    const sending = { transport: this.#transport, call: this.#call }
    const upload = await send(sending, source, { filename, onProgress, signal })
    const input = { ...making, upload_id: upload.id }
    const dataset = await this.#call({ signal }, (rpc, how) => rpc.datasets.create.mutate(input, how))
    return wait ? { ...(await this.#ready(dataset.id, { signal })), is_new: dataset.is_new } : dataset
  }

  /** Gets a dataset version. Throws DATASET_NOT_FOUND. */
  get(dataset_id: string, options?: CallOptions): Promise<Dataset> {
    return this.#call(options, (rpc, how) => rpc.datasets.get.query({ dataset_id }, how))
  }

  /**
   * Lists your datasets and those that are shared with you, newest first; with `name`, the versions of one family; with
   * `sample`, the bundled one.
   */
  list(params: DatasetListParams = {}, options?: CallOptions): List<Dataset> {
    return listByCursor((cursor = params.cursor) =>
      this.#call(options, (rpc, how) => rpc.datasets.list.query({ ...params, cursor }, how)),
    )
  }

  /**
   * Reads rows, each with its 0-based `example` number. Throws COLUMN_UNKNOWN, DATASET_NOT_READY, DATASET_FAILED.
   *
   * @example
   * const long = { column: 'words', op: 'gt', value: 200 } as const
   * for await (const row of assay.datasets.rows(dataset.id, { filters: [long] })) console.log(row.example, row.title)
   */
  rows(
    dataset_id: string,
    params: DatasetRowsParams = {},
    options?: CallOptions,
  ): List<DatasetRows['items'][number], DatasetRows> {
    return new List({
      read: (after = params.after) => {
        const input = { ...params, dataset_id, after: after === undefined ? undefined : Number(after) }
        return this.#call(options, (rpc, how) => rpc.datasets.rows.query(input, how))
      },
      next: (page) => page.next_after,
    })
  }

  /**
   * Downloads the file as it was uploaded, or its table as Parquet. Throws DATASET_NOT_FOUND, DATASET_NOT_READY,
   * DATASET_FAILED.
   */
  async download(dataset_id: string, { as = 'original', signal }: DatasetDownloadOptions = {}): Promise<Download> {
    const path = `/api/v1/datasets/${encodeURIComponent(dataset_id)}/download?as=${as}`
    return new Download(await this.#transport.open(path, { signal: signal ?? null }))
  }

  /** Deletes a dataset version that no experiment uses. Throws DATASET_NOT_FOUND, DATASET_IN_USE. */
  async delete(dataset_id: string, options?: CallOptions): Promise<void> {
    await this.#call(options, (rpc, how) => rpc.datasets.delete.mutate({ dataset_id }, how))
  }

  /** Waits until a dataset is read and checked. Throws why it was refused. */
  async #ready(dataset_id: string, options: CallOptions): Promise<Dataset> {
    const dataset = await settle<Dataset, Dataset>(this.#transport, {
      ...options,
      look: (wait_seconds, signal) =>
        this.#call({ signal }, (rpc, how) => rpc.datasets.get.query({ dataset_id, wait_seconds }, how)),
      isSettled: (thing): thing is Dataset => thing.state !== 'ingesting',
    })
    if (dataset.error) throw new AssayError(dataset.error)
    return dataset
  }
}

/** What to download. */
export interface DatasetDownloadOptions {
  /** The file as it was uploaded, or its table as Parquet. Default: `original`. */
  readonly as?: 'original' | 'parquet' | undefined
  /** Aborts the download. */
  readonly signal?: AbortSignal | undefined
}
