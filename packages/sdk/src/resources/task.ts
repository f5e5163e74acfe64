import type { TaskEntry, taskCreateInput } from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'

/** What a task is: `name`, `description`, `models`: names of models that do it. */
export type TaskCreateParams = z.input<typeof taskCreateInput>

/** Tasks that models can be given: those of every installation, and yours. */
export class Tasks {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Keeps a task.
   *
   * @example
   * const { id } = await assay.tasks.create({ name: 'minutes', models: ['lead-3'] })
   */
  create(params: TaskCreateParams, options?: CallOptions): AssayPromise<TaskEntry> {
    return this.#connection.call(options, (rpc, how) => rpc.tasks.create.mutate(params, how))
  }

  /**
   * Lists the tasks of every installation, with what models are told and which languages they can name; then yours.
   *
   * @example
   * for (const { id, system_prompt } of await assay.tasks.list()) console.log(id, system_prompt)
   */
  list(options?: CallOptions): AssayPromise<TaskEntry[]> {
    return this.#connection.call(options, async (rpc, how) => (await rpc.tasks.list.query(undefined, how)).items)
  }

  /**
   * Gets a task: yours by its id, one of every installation by its name. Throws TASK_NOT_FOUND.
   *
   * @example
   * const { languages } = await assay.tasks.get('translation')
   */
  get(task_id: string, options?: CallOptions): AssayPromise<TaskEntry> {
    return this.#connection.call(options, (rpc, how) => rpc.tasks.get.query({ task_id }, how))
  }

  /**
   * Forgets a task of yours. Throws TASK_NOT_FOUND.
   *
   * @example
   * await assay.tasks.delete(id)
   */
  delete(task_id: string, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.tasks.delete.mutate({ task_id }, how)
    })
  }
}
