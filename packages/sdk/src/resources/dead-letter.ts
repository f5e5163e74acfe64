import type { DeadLetter } from '@assay/schemas'
import { List } from '../list.ts'
import type { Call, CallOptions } from '../rpc.ts'

/** Dead letters: platform work that failed for good. For admins. */
export class DeadLetters {
  readonly #call: Call

  /** @internal */
  constructor(call: Call) {
    this.#call = call
  }

  /** Lists platform work that failed for good; all is on the one page. Throws FORBIDDEN. */
  list(options?: CallOptions): List<DeadLetter, { items: DeadLetter[] }> {
    return new List({
      read: () => this.#call(options, (rpc, how) => rpc.dead_letters.list.query(undefined, how)),
      next: () => null,
    })
  }

  /** Does it again, once its cause is mended. Throws FORBIDDEN, DEAD_LETTER_NOT_FOUND. */
  async redrive(id: string, options?: CallOptions): Promise<void> {
    await this.#call(options, (rpc, how) => rpc.dead_letters.redrive.mutate({ dead_letter_id: id }, how))
  }
}
