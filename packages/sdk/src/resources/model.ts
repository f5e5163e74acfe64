import type { Model } from '@assay/schemas'
import type { CallOptions, Connection } from '../connection.ts'
import { List } from '../list.ts'

/** The model catalogue. */
export class Models {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Lists the models that can be named in `models`; all are on the one page.
   *
   * @example
   * for await (const model of assay.models.list()) console.log(model.name, model.tasks)
   */
  list(options?: CallOptions): List<Model, { items: Model[] }> {
    return new List({
      read: () => this.#connection.call(options, (rpc, how) => rpc.models.list.query(undefined, how)),
      next: () => null,
    })
  }
}
