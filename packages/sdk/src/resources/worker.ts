import type { CreatedWorker, Worker, workerCreateInput, workerListInput, workerUpdateInput } from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { type List, listByCursor } from '../list.ts'

/**
 * What a worker is called, what it is labelled, and whose jobs it takes: `name`; `labels`; `for`, yourself unless
 * given, null for everybody.
 */
export type WorkerCreateParams = z.input<typeof workerCreateInput>

/** Which workers to list: `scope`, `own` unless given; `limit`, `cursor`, `include_total`. */
export type WorkerListParams = z.input<typeof workerListInput>

/** What to change of a worker: `name`, `labels`; what is absent stays. */
export type WorkerUpdateParams = Omit<z.input<typeof workerUpdateInput>, 'worker_id'>

/** Workers: machines that get their jobs over HTTP, wherever they stand. */
export class Workers {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Registers a worker; its `token` is shown this once. For the jobs of others than yourself only an admin may. Throws
   * FORBIDDEN, USER_NOT_FOUND.
   *
   * @example
   * const { token } = await assay.workers.create({ name: 'lab', labels: ['a100'], for: { group: 'users' } })
   */
  create(params: WorkerCreateParams, options?: CallOptions): AssayPromise<CreatedWorker> {
    return this.#connection.call(options, (rpc, how) => rpc.workers.create.mutate(params, how))
  }

  /**
   * Lists workers, newest first, with what works under the token of each, and what that executes.
   *
   * @example
   * for await (const { name, state } of assay.workers.list()) console.log(name, state)
   */
  list(params: WorkerListParams = {}, options?: CallOptions): List<Worker> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) => rpc.workers.list.query({ ...params, cursor }, how)),
    )
  }

  /**
   * Gets a worker. Throws WORKER_NOT_FOUND.
   *
   * @example
   * const { programs } = await assay.workers.get(id)
   */
  get(worker_id: string, options?: CallOptions): AssayPromise<Worker> {
    return this.#connection.call(options, (rpc, how) => rpc.workers.get.query({ worker_id }, how))
  }

  /**
   * Changes the name or the labels of a worker; labels count from its next session on. Throws WORKER_NOT_FOUND.
   *
   * @example
   * await assay.workers.update(id, { labels: ['a100', 'lab-2'] })
   */
  update(worker_id: string, params: WorkerUpdateParams, options?: CallOptions): AssayPromise<Worker> {
    return this.#connection.call(options, (rpc, how) => rpc.workers.update.mutate({ ...params, worker_id }, how))
  }

  /**
   * Gives a worker a new token, shown this once; the old one ends at once. Throws WORKER_NOT_FOUND.
   *
   * @example
   * const { token } = await assay.workers.rotate(id)
   */
  rotate(worker_id: string, options?: CallOptions): AssayPromise<CreatedWorker> {
    return this.#connection.call(options, (rpc, how) => rpc.workers.rotate.mutate({ worker_id }, how))
  }

  /**
   * Has a worker take no more jobs; what it executes goes on to its end. Throws WORKER_NOT_FOUND.
   *
   * @example
   * await assay.workers.drain(id)
   */
  drain(worker_id: string, options?: CallOptions): AssayPromise<Worker> {
    return this.#connection.call(options, (rpc, how) => rpc.workers.drain.mutate({ worker_id }, how))
  }

  /**
   * Has a worker that was drained take jobs again. Throws WORKER_NOT_FOUND.
   *
   * @example
   * await assay.workers.resume(id)
   */
  resume(worker_id: string, options?: CallOptions): AssayPromise<Worker> {
    return this.#connection.call(options, (rpc, how) => rpc.workers.drain.mutate({ worker_id, draining: false }, how))
  }

  /**
   * Removes a worker, with its token; what it executes goes to others. Throws WORKER_NOT_FOUND.
   *
   * @example
   * await assay.workers.remove(id)
   */
  remove(worker_id: string, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.workers.remove.mutate({ worker_id }, how)
    })
  }
}
