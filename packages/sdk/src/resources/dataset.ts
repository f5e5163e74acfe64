import type {
  CreatedDataset,
  Dataset,
  DatasetFile,
  DatasetProfile,
  DatasetRows,
  datasetAnnotateInput,
  datasetApplyInput,
  datasetCreateInput,
  datasetFileListInput,
  datasetFilesInput,
  datasetListInput,
  datasetProfileInput,
  datasetRowsInput,
  Run,
} from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { UploadSource } from '../byte-source.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { showDataset } from '../display/dataset-view.ts'
import { showEach } from '../display/list-view.ts'
import { showRun } from '../display/run-view.ts'
import { type Download, download } from '../download.ts'
import { AssayError } from '../error/assay-error.ts'
import { List, listByCursor } from '../list.ts'
import type { RequestOptions } from '../request-options.ts'
import type { SendOptions, UploadProgress } from '../sending.ts'
import { settle, type WaitOptions } from '../settling.ts'
import { send } from '../upload.ts'

/** Who writes references, and how: `model`, `task`, and where they differ `columns`, `max_samples`, `name`, … */
export type AnnotateParams = Omit<z.input<typeof datasetAnnotateInput>, 'dataset_id'>

/** What to make of what was reviewed: `column`, `name`. */
export type ApplyReviewsParams = Omit<z.input<typeof datasetApplyInput>, 'dataset_id'>

/** Which datasets to list: `name`, `run_id`, `sample`, `scope`, `limit`, `cursor`, `include_total`. */
export type DatasetListParams = z.input<typeof datasetListInput>

/** Which rows to read: `columns`, `filters` (all must hold), `after`, `limit`; `order` with `offset`: one page. */
export type DatasetRowsParams = Omit<z.input<typeof datasetRowsInput>, 'dataset_id'>

/** Of what to see it: `columns`, `filters`. */
export type DatasetProfileParams = Omit<z.input<typeof datasetProfileInput>, 'dataset_id'>

/**
 * What to make of an upload: `name`, `format`, and how to read it where that is not to be recognised (`delimiter`,
 * `encoding`, `quote`, `decimal`).
 */
export type DatasetReadingOptions = Omit<z.input<typeof datasetCreateInput>, 'upload_id'>

/** What to make of an upload, and how to send it. */
export interface DatasetUploadOptions extends DatasetReadingOptions, SendOptions {
  /**
   * Whether to wait until the file is read and checked; then a refused file throws TABLE_INVALID. `false` answers with
   * a dataset that is `ingesting`. Default: true.
   */
  readonly wait?: boolean | undefined
  /**
   * Called with the dataset about once a second while the file is read and checked; its `waiting` says why that cannot
   * be done yet, such as a full disk of the server.
   *
   * @example
   * await assay.datasets.upload('news.csv', { onReading: ({ waiting }) => waiting && console.warn(waiting.message) })
   */
  readonly onReading?: ((dataset: Dataset) => void) | undefined
}

/** What to make of files: `owner`, `kind`, `name`, and of one table how to read it. */
export type DatasetFilesParams = Omit<z.input<typeof datasetFilesInput>, 'paths'>

/** What to make of files, and whether to wait for it. */
export interface DatasetFilesOptions extends DatasetFilesParams, RequestOptions {
  /**
   * Whether to wait until a table is read and checked; then a refused file throws TABLE_INVALID. `false` answers with a
   * dataset that is `ingesting`. Default: true.
   */
  readonly wait?: boolean | undefined
}

/** Which files of a dataset to list: `limit`, `cursor`. */
export type DatasetFileListParams = Omit<z.input<typeof datasetFileListInput>, 'dataset_id'>

/** What to make of a file at an address, and how to wait for it. */
export interface DatasetUrlOptions extends DatasetReadingOptions, RequestOptions {
  /**
   * Whether to wait until the file is fetched, read and checked; then what fails throws. `false` answers with a dataset
   * that is `ingesting`. Default: true.
   */
  readonly wait?: boolean | undefined
  /** Called once a second with how much has arrived. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined
  /** Called with the dataset once a second; its `waiting` says why the file does not come, or cannot be read yet. */
  readonly onReading?: ((dataset: Dataset) => void) | undefined
}

/** Datasets: immutable, versioned tables of examples. */
export class Datasets {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
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
  upload(source: UploadSource, options: DatasetUploadOptions = {}): AssayPromise<CreatedDataset> {
    const { timeout, maxRetries, headers, wait = true, onReading, ...others } = options
    const { filename, onProgress, signal, upload_id, ...making } = others
    return this.#connection.work({ timeout, maxRetries, headers }, async (connection) => {
      const upload = await send(connection, source, { filename, onProgress, signal, upload_id })
      const input = { ...making, upload_id: upload.id }
      const dataset = await connection.call({ signal }, (rpc, how) => rpc.datasets.create.mutate(input, how))
      const ready = wait ? await awaitDataset(connection, dataset.id, { signal, onProgress: onReading }) : dataset
      return showDataset({ ...ready, is_new: dataset.is_new })
    })
  }

  /**
   * Makes a dataset of a file at an address, which the server fetches itself: through redirects, and after a broken
   * connection from where it broke. The address must lead to the file, not to a page about it. The same bytes, to be
   * read alike and under the same name, are the same version (`is_new` is false). Where it came from is in `source`,
   * without what may be a key in the address.
   *
   * Throws URL_REFUSED for addresses that the server may not call, FETCH_REFUSED when there is no file, FETCH_FAILED
   * when it does not come, UPLOAD_TOO_LARGE, QUOTA_REACHED, TABLE_INVALID.
   *
   * @example
   * const dataset = await assay.datasets.createFromUrl('https://example.org/news.csv', { name: 'news' })
   */
  createFromUrl(url: string | URL, options: DatasetUrlOptions = {}): AssayPromise<CreatedDataset> {
    const { signal, timeout, maxRetries, headers, wait = true, onProgress, onReading, ...making } = options
    return this.#connection.work({ timeout, maxRetries, headers }, async (connection) => {
      const input = { ...making, url: String(url) }
      const made = await connection.call({ signal }, (rpc, how) => rpc.datasets.create_from_url.mutate(input, how))
      if (!wait) return showDataset(made)
      const note = (dataset: Dataset) => {
        if (dataset.source) onProgress?.(dataset.source)
        onReading?.(dataset)
      }
      const ready = await awaitDataset(connection, made.id, {
        signal,
        onProgress: onProgress || onReading ? note : undefined,
      })
      return showDataset({ ...ready, is_new: ready.id === made.id })
    })
  }

  /**
   * Makes a dataset of files in your tree, or in one that is shared with you (`owner`): one table file becomes a table
   * of examples; several files, a folder, or a file of any other kind a set of files. It keeps their bytes as they are
   * now, whatever becomes of the files; of your own ones nothing is stored twice. The same files under the same name
   * are the same version (`is_new` is false).
   *
   * Throws FILE_NOT_FOUND, TABLE_INVALID, QUOTA_REACHED.
   *
   * @example
   * const scans = await assay.datasets.createFromFiles('data/run-7', { name: 'scans' })
   * for await (const file of assay.datasets.files(scans.id)) console.log(file.path, file.size_bytes)
   */
  createFromFiles(paths: string | readonly string[], options: DatasetFilesOptions = {}): AssayPromise<CreatedDataset> {
    const { signal, timeout, maxRetries, headers, wait = true, ...making } = options
    return this.#connection.work({ timeout, maxRetries, headers }, async (connection) => {
      const input = { ...making, paths: typeof paths === 'string' ? [paths] : [...paths] }
      const made = await connection.call({ signal }, (rpc, how) => rpc.datasets.create_from_files.mutate(input, how))
      const ready = wait ? await awaitDataset(connection, made.id, { signal }) : made
      return showDataset({ ...ready, is_new: made.is_new })
    })
  }

  /**
   * Lists the files of a dataset that is a set of files, in order of their paths. Throws DATASET_NOT_FOUND.
   *
   * @example
   * const files = await assay.datasets.files('scans').toArray()
   */
  files(dataset_id: string, params: DatasetFileListParams = {}, options?: CallOptions): List<DatasetFile> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) => rpc.datasets.files.query({ ...params, dataset_id, cursor }, how)),
    )
  }

  /**
   * Downloads a file of a dataset that is a set of files. Throws DATASET_NOT_FOUND, FILE_NOT_FOUND.
   *
   * @example
   * const scan = await assay.datasets.downloadFile('scans', 'a.tif')
   * await scan.saveTo('a.tif')
   */
  downloadFile(dataset_id: string, path: string, options?: RequestOptions): AssayPromise<Download> {
    const query = new URLSearchParams({ path })
    const url = `/api/v1/datasets/${encodeURIComponent(dataset_id)}/files/content?${query}`
    return this.#connection.work(options, ({ transport }) => download(transport, url, options))
  }

  /**
   * Downloads a dataset that is a set of files as a zip that is made as it is read, each file under its path in the
   * dataset. Throws DATASET_NOT_FOUND; INPUT_INVALID for a table.
   *
   * @example
   * await (await assay.datasets.zip('scans')).saveTo('scans.zip')
   */
  zip(dataset_id: string, options?: RequestOptions): AssayPromise<Download> {
    const url = `/api/v1/datasets/${encodeURIComponent(dataset_id)}/zip`
    return this.#connection.work(options, ({ transport }) => download(transport, url, options))
  }

  /**
   * Gets a dataset version. Throws DATASET_NOT_FOUND.
   *
   * @example
   * const { columns, examples } = await assay.datasets.get(dataset_id)
   */
  get(dataset_id: string, options?: CallOptions): AssayPromise<Dataset> {
    return this.#connection.call(options, (rpc, how) => rpc.datasets.get.query({ dataset_id }, how).then(showDataset))
  }

  /**
   * Lists your datasets and those that are shared with you, newest first; with `name`, the versions of one family; with
   * `sample`, the bundled one.
   *
   * @example
   * const versions = await assay.datasets.list({ name: 'news' }).toArray()
   */
  list(params: DatasetListParams = {}, options?: CallOptions): List<Dataset> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) =>
        rpc.datasets.list.query({ ...params, cursor }, how).then(showEach<Dataset>(showDataset)),
      ),
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
        return this.#connection.call(options, (rpc, how) => rpc.datasets.rows.query(input, how))
      },
      next: (page) => page.next_after,
    })
  }

  /**
   * Tells what the columns hold: how many values, which are frequent, how they are spread. Throws COLUMN_UNKNOWN,
   * DATASET_NOT_READY, DATASET_FAILED.
   *
   * @example
   * const { columns } = await assay.datasets.profile('news')
   */
  profile(dataset_id: string, params: DatasetProfileParams = {}, options?: CallOptions): AssayPromise<DatasetProfile> {
    const input = { ...params, dataset_id }
    return this.#connection.call(options, (rpc, how) => rpc.datasets.profile.query(input, how))
  }

  /**
   * Downloads the file as it was uploaded, or its table as Parquet. Throws DATASET_NOT_FOUND, DATASET_NOT_READY,
   * DATASET_FAILED.
   *
   * @example
   * const table = await assay.datasets.download(dataset.id, { as: 'parquet' })
   * await table.saveTo('news.parquet')
   */
  download(dataset_id: string, { as = 'original', ...options }: DatasetDownloadOptions = {}): AssayPromise<Download> {
    const path = `/api/v1/datasets/${encodeURIComponent(dataset_id)}/download?as=${as}`
    return this.#connection.work(options, ({ transport }) => download(transport, path, options))
  }

  /**
   * Has a model write the references of a dataset, and answers with the run at once. When it has succeeded, there is a
   * new version, whose `annotation` says who wrote them: `list({ run_id })` finds it. This version stays as it is.
   * Throws LANGUAGE_UNKNOWN, MODEL_UNKNOWN, COLUMN_MISSING before anything runs.
   *
   * @example
   * const run = await assay.datasets.annotate('news', { model: 'lead-3', task: { type: 'summarization' } })
   * await assay.runs.wait(run.id, { throwOnFailure: true })
   * const [annotated] = await assay.datasets.list({ run_id: run.id }).toArray()
   */
  annotate(dataset_id: string, params: AnnotateParams, options?: CallOptions): AssayPromise<Run> {
    const input = { ...params, dataset_id }
    return this.#connection.call(options, (rpc, how) => rpc.datasets.annotate.mutate(input, how).then(showRun))
  }

  /**
   * Makes a new version of a dataset of yours with the references as people left them; the column `<references>_author`
   * says who wrote each. Throws DATASET_NOT_FOUND, FORBIDDEN, QUOTA_REACHED.
   *
   * @example
   * const reviewed = await assay.datasets.applyReviews('news')
   */
  applyReviews(dataset_id: string, params: ApplyReviewsParams = {}, options?: CallOptions): AssayPromise<Dataset> {
    const input = { ...params, dataset_id }
    return this.#connection.call(options, (rpc, how) => rpc.datasets.apply_reviews.mutate(input, how).then(showDataset))
  }

  /**
   * Deletes a dataset version that no experiment uses. Throws DATASET_NOT_FOUND, DATASET_IN_USE.
   *
   * @example
   * await assay.datasets.delete(dataset.id)
   */
  delete(dataset_id: string, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.datasets.delete.mutate({ dataset_id }, how)
    })
  }
}

/** Waits until a dataset is read and checked. Throws why it was refused. */
async function awaitDataset(connection: Connection, dataset_id: string, options: WaitOptions<Dataset>) {
  const dataset = await settle<Dataset, Dataset>(connection.transport, {
    ...options,
    look: (wait_seconds, signal) =>
      connection.call({ signal }, (rpc, how) => rpc.datasets.get.query({ dataset_id, wait_seconds }, how)),
    isSettled: (thing): thing is Dataset => thing.state !== 'ingesting',
  })
  if (dataset.error) throw new AssayError(dataset.error)
  return dataset
}

/** What to download. */
export interface DatasetDownloadOptions extends RequestOptions {
  /** The file as it was uploaded, or its table as Parquet. Default: `original`. */
  readonly as?: 'original' | 'parquet' | undefined
}
