import type { Secret } from '@assay/schemas'
import { List } from '../list.ts'
import type { Call, CallOptions } from '../rpc.ts'

/** Secrets: named values that are stored encrypted and never given out. */
export class Secrets {
  readonly #call: Call

  /** @internal */
  constructor(call: Call) {
    this.#call = call
  }

  /**
   * Stores a secret, or replaces its value.
   *
   * @example
   * await assay.secrets.put('OPENAI_API_KEY', key)
   */
  put(name: string, value: string, options?: CallOptions): Promise<Secret> {
    return this.#call(options, (rpc, how) => rpc.secrets.put.mutate({ name, value }, how))
  }

  /** Lists the names of your secrets; all are on the one page. */
  list(options?: CallOptions): List<Secret, { items: Secret[] }> {
    return new List({
      read: () => this.#call(options, (rpc, how) => rpc.secrets.list.query(undefined, how)),
      next: () => null,
    })
  }

  /** Forgets a secret. Throws SECRET_NOT_FOUND. */
  async delete(name: string, options?: CallOptions): Promise<void> {
    await this.#call(options, (rpc, how) => rpc.secrets.delete.mutate({ name }, how))
  }
}
