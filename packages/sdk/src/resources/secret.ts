import type { Secret } from '@assay/schemas'
import { List } from '../list.ts'
import { type AssayRpc, answer, type CallOptions, toRpcOptions } from '../rpc.ts'

/** Secrets: named values that are stored encrypted and never given out. */
export class Secrets {
  readonly #rpc: AssayRpc

  /** @internal */
  constructor(rpc: AssayRpc) {
    this.#rpc = rpc
  }

  /**
   * Stores a secret, or replaces its value.
   *
   * @example
   * await assay.secrets.put('OPENAI_API_KEY', key)
   */
  put(name: string, value: string, options?: CallOptions): Promise<Secret> {
    return answer(this.#rpc.secrets.put.mutate({ name, value }, toRpcOptions(options)), options)
  }

  /** Lists the names of your secrets; all are on the one page. */
  list(options?: CallOptions): List<Secret, { items: Secret[] }> {
    return new List({
      read: () => answer(this.#rpc.secrets.list.query(undefined, toRpcOptions(options)), options),
      next: () => null,
    })
  }

  /** Forgets a secret. Throws SECRET_NOT_FOUND. */
  async delete(name: string, options?: CallOptions): Promise<void> {
    await answer(this.#rpc.secrets.delete.mutate({ name }, toRpcOptions(options)), options)
  }
}
