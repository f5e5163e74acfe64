import type { DeadLetter } from '@assay/schemas'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { List } from '../list.ts'

/** Dead letters: platform work that failed for good. For admins. */
export class DeadLetters {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Lists platform work that failed for good; all is on the one page. Throws FORBIDDEN.
   *
   * @example
   * const { items } = await assay.deadLetters.list()
   */
  list(options?: CallOptions): List<DeadLetter, { items: DeadLetter[] }> {
    return new List({
      read: () => this.#connection.call(options, (rpc, how) => rpc.dead_letters.list.query(undefined, how)),
      next: () => null,
    })
  }

  /**
   * Does it again, once its cause is mended. Throws FORBIDDEN, DEAD_LETTER_NOT_FOUND.
   *
   * @example
   * for await (const { id } of assay.deadLetters.list()) await assay.deadLetters.redrive(id)
   */
  redrive(id: string, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.dead_letters.redrive.mutate({ dead_letter_id: id }, how)
    })
  }
}
