import type { pageInput, Session } from '@assay/schemas'
import type { z } from 'zod'
import { type List, listByCursor } from '../list.ts'
import { type AssayRpc, answer, type CallOptions, toRpcOptions } from '../rpc.ts'

/** Which page of your sessions to list: `limit`, `cursor`, `include_total`. */
export type SessionListParams = z.input<typeof pageInput>

/** Sessions: the browsers in which you are signed in. */
export class Sessions {
  readonly #rpc: AssayRpc

  /** @internal */
  constructor(rpc: AssayRpc) {
    this.#rpc = rpc
  }

  /** Lists the browsers in which you are signed in, newest first. */
  list(params: SessionListParams = {}, options?: CallOptions): List<Session> {
    return listByCursor((cursor = params.cursor) =>
      answer(this.#rpc.sessions.list.query({ ...params, cursor }, toRpcOptions(options)), options),
    )
  }

  /**
   * Signs a browser out. Throws SESSION_NOT_FOUND.
   *
   * @example
   * for await (const session of assay.sessions.list()) await assay.sessions.revoke(session.id)
   */
  async revoke(session_id: string, options?: CallOptions): Promise<void> {
    await answer(this.#rpc.sessions.revoke.mutate({ session_id }, toRpcOptions(options)), options)
  }
}
