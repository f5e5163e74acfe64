import type { pageInput, Session } from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { type List, listByCursor } from '../list.ts'

/** Which page of your sessions to list: `limit`, `cursor`, `include_total`. */
export type SessionListParams = z.input<typeof pageInput>

/** Sessions: the browsers in which you are signed in. */
export class Sessions {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Lists the browsers in which you are signed in, newest first.
   *
   * @example
   * const { items } = await assay.sessions.list()
   */
  list(params: SessionListParams = {}, options?: CallOptions): List<Session> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) => rpc.sessions.list.query({ ...params, cursor }, how)),
    )
  }

  /**
   * Signs a browser out. Throws SESSION_NOT_FOUND.
   *
   * @example
   * for await (const session of assay.sessions.list()) await assay.sessions.revoke(session.id)
   */
  revoke(session_id: string, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.sessions.revoke.mutate({ session_id }, how)
    })
  }
}
