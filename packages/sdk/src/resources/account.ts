import type {
  AccountOptions,
  accountDeleteInput,
  accountUpdateInput,
  ChangeEmailResult,
  changeEmailInput,
  changePasswordInput,
  confirmEmailInput,
  linkCheckInput,
  resetPasswordInput,
  SignUpResult,
  signUpInput,
  Usage,
  User,
} from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'

/** Who signs up: `email`, `password`, `name`; `invitation`, the part of its link after "=". */
export type SignUpParams = z.input<typeof signUpInput>

/**
 * What confirms an address: `token`, the part of the mailed link after "="; `password`, unless the account has none.
 */
export type ConfirmEmailParams = z.input<typeof confirmEmailInput>

/** Which link to look at: what it is for, as its part before "=" says, and the token behind that. */
export type CheckLinkParams = z.input<typeof linkCheckInput>

/** The new password, by a link: `token`, the part of the link after "="; `password`; `revoke_api_keys`. */
export type ResetPasswordParams = z.input<typeof resetPasswordInput>

/** The new password: `current_password`, `password`, `revoke_api_keys`. */
export type ChangePasswordParams = z.input<typeof changePasswordInput>

/** The new e-mail address: `email`, and the `password` of the account. */
export type ChangeEmailParams = z.input<typeof changeEmailInput>

/** What to change of the profile: `name`. */
export type AccountUpdateParams = z.input<typeof accountUpdateInput>

/**
 * What shows that it is really you who deletes the account, and what goes with it: `password`, `with_work_of_others`.
 */
export type AccountDeleteParams = z.input<typeof accountDeleteInput>

/** The account: yours, or one to be. */
export class Account {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Says who may sign up here, and whether the server sends mail. Nobody needs to be signed in.
   *
   * @example
   * const { sign_up, mail } = await assay.account.options()
   */
  options(options?: CallOptions): AssayPromise<AccountOptions> {
    return this.#connection.call(options, (rpc, how) => rpc.account.options.query(undefined, how))
  }

  /**
   * Makes an account; `next` says how to go on. Nobody needs to be signed in. Throws SIGN_UP_CLOSED, TOKEN_INVALID,
   * INVITATION_FOR_ANOTHER, EMAIL_TAKEN.
   *
   * @example
   * const { next } = await assay.account.signUp({ email: 'ada@example.org', password, invitation })
   */
  signUp(params: SignUpParams, options?: CallOptions): AssayPromise<SignUpResult> {
    return this.#connection.call(options, (rpc, how) => rpc.account.sign_up.mutate(params, how))
  }

  /**
   * Makes sure that a link still works, before anybody fills a form in, without using it up. Nobody needs to be signed
   * in. Throws TOKEN_INVALID, SIGN_UP_CLOSED.
   *
   * @example
   * await assay.account.checkLink({ purpose: 'reset', token })
   */
  checkLink(params: CheckLinkParams, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.account.check_link.mutate(params, how)
    })
  }

  /**
   * Confirms an e-mail address by a mailed link, and the password of the account. Throws TOKEN_INVALID, PASSWORD_WRONG,
   * EMAIL_TAKEN.
   *
   * @example
   * await assay.account.confirm({ token, password })
   */
  confirm(params: ConfirmEmailParams, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.account.confirm.mutate(params, how)
    })
  }

  /**
   * Has a link to choose a new password mailed to an address, if somebody has it, which is not told. Throws
   * MAIL_UNAVAILABLE.
   *
   * @example
   * await assay.account.requestReset('ada@example.org')
   */
  requestReset(email: string, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.account.request_reset.mutate({ email }, how)
    })
  }

  /**
   * Chooses a new password by a link, which ends all sessions. Throws TOKEN_INVALID.
   *
   * @example
   * await assay.account.resetPassword({ token, password, revoke_api_keys: true })
   */
  resetPassword(params: ResetPasswordParams, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.account.reset_password.mutate(params, how)
    })
  }

  /**
   * Chooses a new password, which ends all other sessions; API keys stay unless `revoke_api_keys`. Throws
   * PASSWORD_WRONG.
   *
   * @example
   * await assay.account.changePassword({ current_password, password, revoke_api_keys: true })
   */
  changePassword(params: ChangePasswordParams, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.account.change_password.mutate(params, how)
    })
  }

  /**
   * Changes your e-mail address; `next` says whether it is to be confirmed first. Throws PASSWORD_WRONG, EMAIL_TAKEN.
   *
   * @example
   * const { next } = await assay.account.changeEmail({ email: 'ada@example.com', password })
   */
  changeEmail(params: ChangeEmailParams, options?: CallOptions): AssayPromise<ChangeEmailResult> {
    return this.#connection.call(options, (rpc, how) => rpc.account.change_email.mutate(params, how))
  }

  /**
   * Changes your profile.
   *
   * @example
   * const { name } = await assay.account.update({ name: 'Ada L.' })
   */
  update(params: AccountUpdateParams, options?: CallOptions): AssayPromise<User> {
    return this.#connection.call(options, (rpc, how) => rpc.account.update.mutate(params, how))
  }

  /**
   * Deletes your account with everything in it. Throws PASSWORD_WRONG, LAST_ADMIN, WORK_OF_OTHERS.
   *
   * @example
   * await assay.account.delete({ password, with_work_of_others: true })
   */
  delete(params: AccountDeleteParams, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.account.delete.mutate(params, how)
    })
  }

  /**
   * Says what you use, and how much you may: storage, jobs at once, calls a minute.
   *
   * @example
   * const { storage } = await assay.account.usage()
   * console.log(`${storage.used_bytes} of ${storage.limit_bytes ?? '∞'} bytes`)
   */
  usage(options?: CallOptions): AssayPromise<Usage> {
    return this.#connection.call(options, (rpc, how) => rpc.usage.get.query(undefined, how))
  }
}
