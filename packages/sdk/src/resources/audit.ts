import type { AuditEntry, auditExportInput, auditListInput } from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { type Download, download } from '../download.ts'
import { type List, listByCursor } from '../list.ts'
import type { RequestOptions } from '../request-options.ts'

/**
 * Which entries to list: by `actor_id`, `procedure`, `target_id`, from `since` on, before `until`; `limit`, `cursor`,
 * `include_total`.
 */
export type AuditListParams = z.input<typeof auditListInput>

/** Which entries to export, as for a list, and the `format`: `jsonl` unless given, or `csv`. */
export type AuditExportParams = z.input<typeof auditExportInput>

/** The audit log: who changed what, and when. For admins. */
export class Audit {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Lists changes, newest first. Throws FORBIDDEN.
   *
   * @example
   * for await (const entry of assay.audit.list({ procedure: 'api_keys.create', since })) {
   *   console.log(entry.created_at, entry.actor_email, entry.changes)
   * }
   */
  list(params: AuditListParams = {}, options?: CallOptions): List<AuditEntry> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) => rpc.audit.list.query({ ...params, cursor }, how)),
    )
  }

  /**
   * Exports changes, newest first, streamed: any number of them. Throws FORBIDDEN.
   *
   * @example
   * const log = await assay.audit.export({ format: 'csv', since: '2026-01-01T00:00:00Z' })
   * await writeFile(log.filename, log.stream)
   */
  export(params: AuditExportParams = {}, options?: RequestOptions): AssayPromise<Download> {
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(params)) if (value !== undefined) query.set(name, value)
    const path = `/api/v1/audit/export?${query}`
    return this.#connection.work(options, ({ transport }) => download(transport, path, options))
  }
}
