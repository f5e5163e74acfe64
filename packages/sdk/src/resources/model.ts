import type { Model } from '@assay/schemas'
import { List } from '../list.ts'
import { type AssayRpc, answer, type CallOptions, toRpcOptions } from '../rpc.ts'

/** The model catalogue. */
export class Models {
  readonly #rpc: AssayRpc

  /** @internal */
  constructor(rpc: AssayRpc) {
    this.#rpc = rpc
  }

  /**
   * Lists the models that can be named in `models`; all are on the one page.
   *
   * @example
   * for await (const model of assay.models.list()) console.log(model.name, model.tasks)
   */
  list(options?: CallOptions): List<Model, { items: Model[] }> {
    return new List({
      read: () => answer(this.#rpc.models.list.query(undefined, toRpcOptions(options)), options),
      next: () => null,
    })
  }
}
