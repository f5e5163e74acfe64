import type { Secret } from '@assay/schemas'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { List } from '../list.ts'

/** Secrets: named values that are stored encrypted and never given out. */
export class Secrets {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Stores a secret, or replaces its value.
   *
   * @example
   * await assay.secrets.put('OPENAI_API_KEY', key)
   */
  put(name: string, value: string, options?: CallOptions): AssayPromise<Secret> {
    return this.#connection.call(options, (rpc, how) => rpc.secrets.put.mutate({ name, value }, how))
  }

  /**
   * Lists the names of your secrets; all are on the one page.
   *
   * @example
   * const names = (await assay.secrets.list()).items.map(({ name }) => name)
   */
  list(options?: CallOptions): List<Secret, { items: Secret[] }> {
    return new List({
      read: () => this.#connection.call(options, (rpc, how) => rpc.secrets.list.query(undefined, how)),
      next: () => null,
    })
  }

  /**
   * Forgets a secret. Throws SECRET_NOT_FOUND.
   *
   * @example
   * await assay.secrets.delete('OPENAI_API_KEY')
   */
  delete(name: string, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.secrets.delete.mutate({ name }, how)
    })
  }
}
