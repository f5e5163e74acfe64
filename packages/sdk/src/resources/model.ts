import type { Model } from '@assay/schemas'
import { List } from '../list.ts'
import type { Call, CallOptions } from '../rpc.ts'

/** The model catalogue. */
export class Models {
  readonly #call: Call

  /** @internal */
  constructor(call: Call) {
    this.#call = call
  }

  /**
   * Lists the models that can be named in `models`; all are on the one page.
   *
   * @example
   * for await (const model of assay.models.list()) console.log(model.name, model.tasks)
   */
  list(options?: CallOptions): List<Model, { items: Model[] }> {
    return new List({
      read: () => this.#call(options, (rpc, how) => rpc.models.list.query(undefined, how)),
      next: () => null,
    })
  }
}
