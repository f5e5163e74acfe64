import type {
  Job,
  JobOutput,
  jobListInput,
  jobOutputListInput,
  LogLine,
  LogLines,
  LogPage,
  LogSearch,
} from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { type Download, download } from '../download.ts'
import { follow as followStream } from '../event-stream.ts'
import { List, listByCursor } from '../list.ts'
import type { RequestOptions } from '../request-options.ts'

/** Which jobs to list: `run_id`, `state`, `kind`, `scope`, `limit`, `cursor`, `include_total`. */
export type JobListParams = z.input<typeof jobListInput>

/** Which files of outputs to list: `name` of the output, `limit` (1 to 1,000 on a page), `cursor`. */
export type JobOutputListParams = Omit<z.input<typeof jobOutputListInput>, 'job_id'>

/** Which attempt's log. */
export interface LogRefOptions extends RequestOptions {
  /** Number of the attempt. Default: the current or last one. */
  readonly attempt?: number | undefined
}

/** How to read or follow a log. */
export interface LogOptions extends LogRefOptions {
  /**
   * Whether to wait for lines that are yet to come, until the attempt has ended; without `attempt`, those of later
   * attempts too, until the job has. Default: false.
   */
  readonly follow?: boolean | undefined
  /** Number of the first line that is wanted. Default: 1. */
  readonly sinceLine?: number | undefined
}

/** A line of a log, with the attempt that wrote it. */
export interface AttemptLogLine extends LogLine {
  /** Number of the attempt. */
  readonly attempt: number
}

/** Which lines of a log: `attempt`, `after_line`, `limit` (1 to 10,000 on a page). */
export interface LogLinesParams {
  /** Number of the attempt. Default: the current or last one. */
  readonly attempt?: number | undefined
  /** Number of the last line that is known already. Default: 0. */
  readonly after_line?: number | undefined
  /** Lines on a page. Default: 1,000. */
  readonly limit?: number | undefined
}

/** Jobs: units of execution in a run. */
export class Jobs {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Gets a job; its kind tells what its spec and its result hold. Throws JOB_NOT_FOUND.
   *
   * @example
   * const job = await assay.jobs.get(job_id)
   * if (job.kind === 'inference') console.log(job.spec.model)
   */
  get(job_id: string, options?: CallOptions): AssayPromise<Job> {
    return this.#connection.call(options, (rpc, how) => rpc.jobs.get.query({ job_id }, how))
  }

  /**
   * Lists your jobs and those that are shared with you, newest first.
   *
   * @example
   * for await (const job of assay.jobs.list({ state: 'failed' })) console.log(job.name, job.error?.message)
   */
  list(params: JobListParams = {}, options?: CallOptions): List<Job> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) => rpc.jobs.list.query({ ...params, cursor }, how)),
    )
  }

  /**
   * Reads the log of a job line by line; with `follow`, waits for what is yet to come. A lost connection is taken up by
   * itself, without gap or repetition. Throws JOB_NOT_FOUND.
   *
   * @example
   * for await (const { number, stream, text } of assay.jobs.logs(job.id, { follow: true })) console.log(number, text)
   */
  logs(
    job_id: string,
    { follow, sinceLine, attempt, ...options }: LogOptions = {},
  ): AsyncGenerator<AttemptLogLine, void> {
    const { signal } = options
    return this.#connection.follow(options, async function* (transport) {
      const input = { job_id, attempt, since_line: sinceLine, follow }
      for await (const { data } of followStream<LogLines>(transport, { path: 'jobs.logs', input, signal })) {
        for (const line of data.lines) yield { ...line, attempt: data.attempt }
      }
    })
  }

  /**
   * Reads lines of a log by pages, while the job runs and after. Throws JOB_NOT_FOUND.
   *
   * @example
   * const { items, lines_total } = await assay.jobs.logLines(job.id, { after_line: 999_000 })
   */
  logLines(job_id: string, params: LogLinesParams = {}, options?: CallOptions): List<LogLine, LogPage> {
    return new List({
      read: (after = params.after_line) => {
        const input = { ...params, job_id, after_line: after === undefined ? undefined : Number(after) }
        return this.#connection.call(options, (rpc, how) => rpc.jobs.log_lines.query(input, how))
      },
      next: (page) => page.next_after,
    })
  }

  /**
   * Finds the lines of a log that hold exactly a text; `count` says of a page how many there are in all. Throws
   * JOB_NOT_FOUND.
   *
   * @example
   * const { count, items } = await assay.jobs.searchLog(job.id, 'out of memory')
   */
  searchLog(
    job_id: string,
    text: string,
    params: LogLinesParams = {},
    options?: CallOptions,
  ): List<LogLine, LogSearch> {
    return new List({
      read: (after = params.after_line) => {
        const input = { ...params, job_id, text, after_line: after === undefined ? undefined : Number(after) }
        return this.#connection.call(options, (rpc, how) => rpc.jobs.search_log.query(input, how))
      },
      next: (page) => page.next_after,
    })
  }

  /**
   * Downloads the log of an attempt as text. Throws JOB_NOT_FOUND.
   *
   * @example
   * const text = await (await assay.jobs.log(job.id)).text()
   */
  log(job_id: string, { attempt, ...options }: LogRefOptions = {}): AssayPromise<Download> {
    const query = attempt === undefined ? '' : `?attempt=${attempt}`
    const path = `/api/v1/jobs/${encodeURIComponent(job_id)}/log${query}`
    return this.#connection.work(options, ({ transport }) => download(transport, path, options))
  }

  /**
   * Lists the files of the outputs of a job, in order of output and path. Throws JOB_NOT_FOUND.
   *
   * @example
   * for await (const { name, path, size_bytes } of assay.jobs.outputs(job.id)) console.log(name, path, size_bytes)
   */
  outputs(job_id: string, params: JobOutputListParams = {}, options?: CallOptions): List<JobOutput> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) => rpc.jobs.outputs.query({ ...params, job_id, cursor }, how)),
    )
  }

  /**
   * Downloads one of the files that `outputs` lists. Throws JOB_NOT_FOUND, OUTPUT_NOT_FOUND.
   *
   * @example
   * for await (const file of assay.jobs.outputs(job.id)) {
   *   await (await assay.jobs.downloadOutput(job.id, file)).saveTo(file.path.replaceAll('/', '_'))
   * }
   */
  downloadOutput(
    job_id: string,
    { name, path }: Pick<JobOutput, 'name' | 'path'>,
    options?: RequestOptions,
  ): AssayPromise<Download> {
    const query = new URLSearchParams({ path })
    const url = `/api/v1/jobs/${encodeURIComponent(job_id)}/outputs/${encodeURIComponent(name)}?${query}`
    return this.#connection.work(options, ({ transport }) => download(transport, url, options))
  }

  /**
   * Downloads all outputs of a job as a zip that is made as it is read. Throws JOB_NOT_FOUND.
   *
   * @example
   * await (await assay.jobs.downloadOutputs(job.id)).saveTo('outputs.zip')
   */
  downloadOutputs(job_id: string, options?: RequestOptions): AssayPromise<Download> {
    const url = `/api/v1/jobs/${encodeURIComponent(job_id)}/outputs.zip`
    return this.#connection.work(options, ({ transport }) => download(transport, url, options))
  }

  /**
   * Downloads an output of a job; `job.outputs` names them. One of several files
   * is downloaded by `downloadOutput`. Throws JOB_NOT_FOUND, OUTPUT_NOT_FOUND.
   *
   * @example
   * const output = await assay.jobs.output(job.id, 'predictions.parquet')
   * const bytes = await output.bytes()
   */
  output(job_id: string, name: string, options?: RequestOptions): AssayPromise<Download> {
    const path = `/api/v1/jobs/${encodeURIComponent(job_id)}/outputs/${encodeURIComponent(name)}`
    return this.#connection.work(options, ({ transport }) => download(transport, path, options))
  }
}
