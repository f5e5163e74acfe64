import type { NotificationSettings, notificationUpdateInput } from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'

/** What is mailed: `email`, which is `never`, `failures` or `all`; `about`, which is `runs` or `jobs`. */
export type NotificationUpdateParams = z.input<typeof notificationUpdateInput>

/** What is mailed to you when it ends. */
export class Notifications {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Says what is mailed to you, and where.
   *
   * @example
   * const { email, about, address } = await assay.notifications.get()
   */
  get(options?: CallOptions): AssayPromise<NotificationSettings> {
    return this.#connection.call(options, (rpc, how) => rpc.notifications.get.query(undefined, how))
  }

  /**
   * Has the ends of runs or jobs mailed to you, or no longer. Throws NO_MAIL_SENT.
   *
   * @example
   * await assay.notifications.update({ email: 'failures', about: 'runs' })
   */
  update(params: NotificationUpdateParams, options?: CallOptions): AssayPromise<NotificationSettings> {
    return this.#connection.call(options, (rpc, how) => rpc.notifications.update.mutate(params, how))
  }
}
