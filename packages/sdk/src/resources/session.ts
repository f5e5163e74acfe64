import type { pageInput, Session } from '@assay/schemas'
import type { z } from 'zod'
import { type List, listByCursor } from '../list.ts'
import type { Call, CallOptions } from '../rpc.ts'

/** Which page of your sessions to list: `limit`, `cursor`, `include_total`. */
export type SessionListParams = z.input<typeof pageInput>

/** Sessions: the browsers in which you are signed in. */
export class Sessions {
  readonly #call: Call

  /** @internal */
  constructor(call: Call) {
    this.#call = call
  }

  /** Lists the browsers in which you are signed in, newest first. */
  list(params: SessionListParams = {}, options?: CallOptions): List<Session> {
    return listByCursor((cursor = params.cursor) =>
      this.#call(options, (rpc, how) => rpc.sessions.list.query({ ...params, cursor }, how)),
    )
  }

  /**
   * Signs a browser out. Throws SESSION_NOT_FOUND.
   *
   * @example
   * for await (const session of assay.sessions.list()) await assay.sessions.revoke(session.id)
   */
  async revoke(session_id: string, options?: CallOptions): Promise<void> {
    await this.#call(options, (rpc, how) => rpc.sessions.revoke.mutate({ session_id }, how))
  }
}
