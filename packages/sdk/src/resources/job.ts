import type { Job, jobListInput } from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { type Download, download } from '../download.ts'
import { type List, listByCursor } from '../list.ts'
import type { RequestOptions } from '../request-options.ts'

/** Which jobs to list: `run_id`, `state`, `kind`, `scope`, `limit`, `cursor`, `include_total`. */
export type JobListParams = z.input<typeof jobListInput>

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
   * Downloads an output of a job; `job.outputs` names them. Throws JOB_NOT_FOUND, OUTPUT_NOT_FOUND.
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
