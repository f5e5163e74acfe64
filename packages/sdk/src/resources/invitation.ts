import type { CreatedInvitation, Invitation, invitationCreateInput, invitationListInput } from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { type List, listByCursor } from '../list.ts'

/** Whom to invite: `email`; `groups`, `['users']` unless given. */
export type InvitationCreateParams = z.input<typeof invitationCreateInput>

/** Which page of invitations to list: `limit`, `cursor`, `include_total`. */
export type InvitationListParams = z.input<typeof invitationListInput>

/** Invitations: each lets the owner of one e-mail address make an account. For admins. */
export class Invitations {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Invites somebody: mails the link where the server sends mail, and shows it this once. Throws FORBIDDEN,
   * SIGN_UP_CLOSED, EMAIL_TAKEN.
   *
   * @example
   * const { link, is_mailed } = await assay.invitations.create({ email: 'colleague@example.org' })
   */
  create(params: InvitationCreateParams, options?: CallOptions): AssayPromise<CreatedInvitation> {
    return this.#connection.call(options, (rpc, how) => rpc.invitations.create.mutate(params, how))
  }

  /** Lists invitations that nobody has used yet, newest first. Throws FORBIDDEN. */
  list(params: InvitationListParams = {}, options?: CallOptions): List<Invitation> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) => rpc.invitations.list.query({ ...params, cursor }, how)),
    )
  }

  /** Takes an invitation back. Throws FORBIDDEN, INVITATION_NOT_FOUND. */
  revoke(invitation_id: string, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.invitations.revoke.mutate({ invitation_id }, how)
    })
  }
}
