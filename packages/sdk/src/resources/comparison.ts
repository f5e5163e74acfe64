import type {
  Comparison,
  ComparisonDistributions,
  ComparisonExample,
  ComparisonExamples,
  ComparisonExportFormat,
  ComparisonSlices,
  ComparisonSummary,
  ComparisonVerification,
  comparisonCreateInput,
  comparisonExamplesInput,
  comparisonListInput,
  comparisonSlicesInput,
  ReadyComparison,
} from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { UploadSource } from '../byte-source.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { showComparison } from '../display/comparison-view.ts'
import { type Download, download } from '../download.ts'
import { AssayError } from '../error/assay-error.ts'
import { List, listByCursor } from '../list.ts'
import type { RequestOptions } from '../request-options.ts'
import type { SendOptions } from '../sending.ts'
import { settle } from '../settling.ts'
import { send } from '../upload.ts'

/**
 * What to compare: `run_ids`, `baseline_run_id`, `primary_metric`, `margins`, `level`, `seed`, `method`,
 * `cluster_column`.
 */
export type ComparisonCreateParams = z.input<typeof comparisonCreateInput>

/** Which comparisons to list: `experiment_id`, `dataset_id`, `state`, `scope`, `limit`, `cursor`, `include_total`. */
export type ComparisonListParams = z.input<typeof comparisonListInput>

/** How to divide the examples: `column`, `metric`. */
export type ComparisonSlicesParams = Omit<z.input<typeof comparisonSlicesInput>, 'comparison_id'>

/**
 * Which examples to read: `run_id`, `baseline_run_id`, `metric`, `show`, `min_score`, `max_score`, `text`, `order`, …
 */
export type ComparisonExamplesParams = Omit<z.input<typeof comparisonExamplesInput>, 'comparison_id'>

/** Gigabytes of examples are written before the first byte is sent; Node's own fetch waits no longer than this. */
const exportTimeout = 300_000

/** Comparisons: runs on the same dataset version, side by side. */
export class Comparisons {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Compares runs, of whatever experiments, on the same dataset version, and waits until it is computed: scores with
   * intervals, all differences, and verdicts. Throws RUN_NOT_FOUND, COMPARISON_DATASETS_DIFFER,
   * COMPARISON_NOTHING_SHARED.
   *
   * @example
   * const comparison = await assay.comparisons.create({ run_ids: [a, b], margins: { rougeL: 0.02 } })
   * console.log(comparison.verdict.sentence)
   */
  create(params: ComparisonCreateParams, options?: CallOptions): AssayPromise<ReadyComparison> {
    return this.#connection.work(options, async (connection) => {
      const asked = await connection.call(options, (rpc, how) => rpc.comparisons.create.mutate(params, how))
      return awaitComparison(connection, { asked, options })
    })
  }

  /**
   * Gets a comparison, computed or not. Throws COMPARISON_NOT_FOUND.
   *
   * @example
   * const comparison = await assay.comparisons.get(comparison_id)
   * if (comparison.state === 'ready') console.log(comparison.verdict.sentence)
   */
  get(comparison_id: string, options?: CallOptions): AssayPromise<Comparison> {
    return this.#connection.call(options, (rpc, how) =>
      rpc.comparisons.get.query({ comparison_id }, how).then(showComparison),
    )
  }

  /**
   * Lists your comparisons and those in experiments that are shared with you, newest first: what was asked, and the
   * verdict. `get` has all that was found.
   *
   * @example
   * for await (const { id, verdict } of assay.comparisons.list({ state: 'ready' })) console.log(id, verdict?.sentence)
   */
  list(params: ComparisonListParams = {}, options?: CallOptions): List<ComparisonSummary> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) => rpc.comparisons.list.query({ ...params, cursor }, how)),
    )
  }

  /**
   * Compares slice by slice of a column of the dataset, and warns of slices in which the run to trust loses. Throws
   * COLUMN_UNKNOWN, SCORE_MISSING, SLICES_TOO_MANY.
   *
   * @example
   * const { slices, warnings } = await assay.comparisons.slices(comparison.id, { column: 'source' })
   */
  slices(comparison_id: string, params: ComparisonSlicesParams, options?: CallOptions): AssayPromise<ComparisonSlices> {
    const input = { ...params, comparison_id }
    return this.#connection.call(options, (rpc, how) => rpc.comparisons.slices.query(input, how))
  }

  /**
   * Reads how a score is spread over the examples of each run, and its differences from the baseline, as counts in
   * bins. Throws SCORE_MISSING.
   *
   * @example
   * const { runs, least, width } = await assay.comparisons.distributions(comparison.id, { metric: 'rougeL' })
   */
  distributions(
    comparison_id: string,
    params: { readonly metric?: string } = {},
    options?: CallOptions,
  ): AssayPromise<ComparisonDistributions> {
    const input = { ...params, comparison_id }
    return this.#connection.call(options, (rpc, how) => rpc.comparisons.distributions.query(input, how))
  }

  /**
   * Reads two runs example by example: outputs, scores, who wins, and what differs word by word. Throws RUN_NOT_FOUND
   * for a run that is not of the comparison, SCORE_MISSING.
   *
   * @example
   * for await (const { input, changes } of assay.comparisons.examples(comparison.id, { show: 'regressions' })) {
   *   console.log(input, changes)
   * }
   */
  examples(
    comparison_id: string,
    params: ComparisonExamplesParams = {},
    options?: CallOptions,
  ): List<ComparisonExample, ComparisonExamples> {
    return new List({
      read: (cursor = params.cursor) => {
        const input = { ...params, comparison_id, cursor: cursor === undefined ? undefined : String(cursor) }
        return this.#connection.call(options, (rpc, how) => rpc.comparisons.examples.query(input, how))
      },
      next: (page) => page.next_cursor,
    })
  }

  /**
   * Exports a comparison, streamed: `csv`, `jsonl` or `parquet` hold the examples with predictions and scores, `md` and
   * `tex` a table for a paper, `html` a report that stands alone, and `bundle` all that it takes to compute the
   * comparison again. Throws COMPARISON_NOT_FOUND, COMPARISON_NOT_READY.
   *
   * @example
   * const report = await assay.comparisons.export(comparison.id, 'html')
   * await writeFile(report.filename, report.stream)
   */
  export(comparison_id: string, format: ComparisonExportFormat, options?: RequestOptions): AssayPromise<Download> {
    const path = `/api/v1/comparisons/${encodeURIComponent(comparison_id)}/export?format=${format}`
    return this.#connection.work(options, ({ transport }) => {
      const timeout = options?.timeout ?? Math.max(transport.timeout, exportTimeout)
      return download(transport, path, { ...options, timeout })
    })
  }

  /**
   * Uploads a bundle, has its comparison computed again, and says whether every number is the same, to the last digit.
   * Throws BUNDLE_INVALID, UPLOAD_TOO_LARGE.
   *
   * @example
   * const { is_same, first_difference } = await assay.comparisons.verify('news-v1-bundle.zip')
   */
  verify(source: UploadSource, options: SendOptions = {}): AssayPromise<ComparisonVerification> {
    const { signal } = options
    return this.#connection.work(options, async (connection) => {
      const { id } = await send(connection, source, options)
      return connection.call({ signal }, (rpc, how) => rpc.comparisons.verify.query({ upload_id: id }, how))
    })
  }
}

type SettledComparison = Exclude<Comparison, { state: 'computing' }>

/** Waits until a comparison is computed. Throws why it cannot be. */
export async function awaitComparison(
  connection: Connection,
  { asked, options = {} }: { readonly asked: Comparison; readonly options?: CallOptions | undefined },
): Promise<ReadyComparison> {
  const comparison_id = asked.id
  const comparison = isSettled(asked)
    ? asked
    : await settle<Comparison, SettledComparison>(connection.transport, {
        signal: options.signal,
        look: (wait_seconds, signal) =>
          connection.call({ signal }, (rpc, how) => rpc.comparisons.get.query({ comparison_id, wait_seconds }, how)),
        isSettled,
      })
  if (comparison.state === 'failed') throw new AssayError(comparison.error)
  return showComparison(comparison)
}

function isSettled(comparison: Comparison): comparison is SettledComparison {
  return comparison.state !== 'computing'
}
