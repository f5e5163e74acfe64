import type { DeadLetter } from '@assay/schemas'
import { List } from '../list.ts'
import { type AssayRpc, answer, type CallOptions, toRpcOptions } from '../rpc.ts'

/** Dead letters: platform work that failed for good. For admins. */
export class DeadLetters {
  readonly #rpc: AssayRpc

  /** @internal */
  constructor(rpc: AssayRpc) {
    this.#rpc = rpc
  }

  /** Lists platform work that failed for good; all is on the one page. Throws FORBIDDEN. */
  list(options?: CallOptions): List<DeadLetter, { items: DeadLetter[] }> {
    return new List({
      read: () => answer(this.#rpc.dead_letters.list.query(undefined, toRpcOptions(options)), options),
      next: () => null,
    })
  }

  /** Does it again, once its cause is mended. Throws FORBIDDEN, DEAD_LETTER_NOT_FOUND. */
  async redrive(id: string, options?: CallOptions): Promise<void> {
    await answer(this.#rpc.dead_letters.redrive.mutate({ dead_letter_id: id }, toRpcOptions(options)), options)
  }
}
