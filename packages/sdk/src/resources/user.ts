import type { ManagedUser, ResetLink, userDeleteInput, userListInput, userUpdateInput } from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { type List, listByCursor } from '../list.ts'

/**
 * Which users to list: those whose name or e-mail address holds `search`; of a `group`; `limit`, `cursor`,
 * `include_total`.
 */
export type UserListParams = z.input<typeof userListInput>

/**
 * What to change of a user: `name`, `groups`, `disabled`, `max_storage_bytes`, `max_running_jobs`; what is absent
 * stays.
 */
export type UserUpdateParams = Omit<z.input<typeof userUpdateInput>, 'user_id'>

/** What goes with a user: `with_work_of_others`. */
export type UserDeleteParams = Omit<z.input<typeof userDeleteInput>, 'user_id'>

/** Users: everybody who has an account. For admins. */
export class Users {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Lists users, newest first. Throws FORBIDDEN.
   *
   * @example
   * for await (const user of assay.users.list({ group: 'admin' })) console.log(user.email)
   */
  list(params: UserListParams = {}, options?: CallOptions): List<ManagedUser> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) => rpc.users.list.query({ ...params, cursor }, how)),
    )
  }

  /**
   * Gets a user. Throws FORBIDDEN, USER_NOT_FOUND.
   *
   * @example
   * const { groups, disabled } = await assay.users.get(user_id)
   */
  get(user_id: string, options?: CallOptions): AssayPromise<ManagedUser> {
    return this.#connection.call(options, (rpc, how) => rpc.users.get.query({ user_id }, how))
  }

  /**
   * Changes what a user may do, at once and everywhere. Throws FORBIDDEN, USER_NOT_FOUND, LAST_ADMIN,
   * USER_BEING_DELETED.
   *
   * @example
   * await assay.users.update(user.id, { groups: ['users', 'admin'], max_storage_bytes: 50e9 })
   * await assay.users.update(user.id, { disabled: true })
   */
  update(user_id: string, params: UserUpdateParams, options?: CallOptions): AssayPromise<ManagedUser> {
    return this.#connection.call(options, (rpc, how) => rpc.users.update.mutate({ ...params, user_id }, how))
  }

  /**
   * Makes a link with which a user can choose a new password, to hand over. Throws FORBIDDEN, USER_NOT_FOUND.
   *
   * @example
   * const { link } = await assay.users.createResetLink(user.id)
   */
  createResetLink(user_id: string, options?: CallOptions): AssayPromise<ResetLink> {
    return this.#connection.call(options, (rpc, how) => rpc.users.create_reset_link.mutate({ user_id }, how))
  }

  /**
   * Deletes a user with everything of theirs. Throws FORBIDDEN, USER_NOT_FOUND, LAST_ADMIN, and WORK_OF_OTHERS where
   * others have made experiments on their datasets, unless `with_work_of_others`.
   *
   * @example
   * await assay.users.delete(user.id, { with_work_of_others: true })
   */
  delete(user_id: string, params: UserDeleteParams = {}, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.users.delete.mutate({ ...params, user_id }, how)
    })
  }
}
