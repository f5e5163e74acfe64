import { randomBytes } from 'node:crypto'
import {
  type Database,
  findPresentedToken,
  findUserById,
  hasRecentToken,
  insertOneTimeToken,
  newId,
  type OneTimeTokenRow,
  redeemOneTimeToken,
  type TokenPurpose,
  type UserRow,
} from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError, type Group } from '@assay/schemas'
import type { Transaction } from 'kysely'
import { hashToken } from '../credential/credential.ts'
import type { AccessDeps } from '../deps.ts'

export const linkHours: Readonly<Record<TokenPurpose, number>> = {
  confirm_email: 24,
  reset_password: 1,
  sign_up_again: 1,
  invitation: 7 * 24,
}

/** What the sign-in page does with each. */
const fragments: Readonly<Record<TokenPurpose, string>> = {
  confirm_email: 'confirm',
  reset_password: 'reset',
  sign_up_again: 'reset',
  invitation: 'invitation',
}

const mailPauseSeconds = 60

/** Used where no public address is set: the links are for who sits at the machine. */
export const localUrl = 'http://127.0.0.1:3210'

interface Link {
  readonly purpose: TokenPurpose
  /** Null: there is nobody of this address, or is not yet. */
  readonly owner_id: string | null
  readonly email: string
  readonly groups?: readonly Group[]
  /** When it ends at the latest, as what made it does; absent: by its purpose alone. */
  readonly until?: number | undefined
}

export interface OneTimeToken {
  readonly value: string
  readonly hash: Buffer
}

export function newOneTimeToken(): OneTimeToken {
  const value = randomBytes(32).toString('base64url')
  return { value, hash: hashToken(value) }
}

/** The address at which a token is redeemed; the token is behind the "#", so no server's log has it. */
export function linkTo({ settings }: Pick<AccessDeps, 'settings'>, purpose: TokenPurpose, token: string): string {
  const url = new URL('/sign-in', settings.public_url ?? localUrl)
  url.hash = `${fragments[purpose]}=${token}`
  return url.href
}

/** Has a link made and mailed when the transaction has committed. */
async function mailLink(deps: Pick<AccessDeps, 'db' | 'queue'>, link: Link): Promise<void> {
  const { id } = await insertOneTimeToken(deps.db, newRow(link))
  await enqueueMail(deps, id)
}

/** Like `mailLink`, but an address gets the same mail about an account once a minute, whoever asks for it. */
export async function mailUnlessRecent(deps: Pick<AccessDeps, 'db' | 'queue'>, link: Link): Promise<void> {
  const isRecent = await hasRecentToken(deps.db, { ...link, seconds: mailPauseSeconds })
  if (!isRecent) await mailLink(deps, link)
}

export async function makeLink(
  deps: Pick<AccessDeps, 'db' | 'settings'>,
  link: Link,
): Promise<{ row: OneTimeTokenRow; href: string }> {
  const { value, hash } = newOneTimeToken()
  const row = await insertOneTimeToken(deps.db, { ...newRow(link), token_hash: hash })
  return { row, href: linkTo(deps, link.purpose, value) }
}

/** Has the mail of a token sent when the transaction has committed. */
export async function enqueueMail(deps: Pick<AccessDeps, 'db' | 'queue'>, id: string): Promise<void> {
  await transact(deps, (trx) => deps.queue.enqueue(trx, 'mail.send', { one_time_token_id: id }))
}

interface PresentedLink {
  readonly token: string
  readonly purposes: readonly TokenPurpose[]
}

/** A link that works, without using it up. Throws TOKEN_INVALID. */
export async function lookUpLink(
  { db }: Pick<AccessDeps, 'db'>,
  { token, purposes }: PresentedLink,
): Promise<OneTimeTokenRow> {
  const row = await findPresentedToken(db, { hash: hashToken(token), purposes })
  if (!row) throw new DomainError('TOKEN_INVALID', {})
  return row
}

/** The user whose link it is, without using it up. Throws TOKEN_INVALID. */
export async function ownerOfLink(deps: Pick<AccessDeps, 'db'>, presented: PresentedLink): Promise<UserRow> {
  const { owner_id } = await lookUpLink(deps, presented)
  const user = owner_id === null ? undefined : await findUserById(deps.db, owner_id)
  if (!user || user.disabled_at !== null) throw new DomainError('TOKEN_INVALID', {})
  return user
}

/** Uses a link up; what follows from it belongs into the same transaction. Throws TOKEN_INVALID. */
export async function redeemLink(
  trx: Transaction<Database>,
  { token, purposes }: PresentedLink,
): Promise<OneTimeTokenRow & { readonly is_mailed: boolean }> {
  const row = await redeemOneTimeToken(trx, { hash: hashToken(token), purposes })
  if (!row) throw new DomainError('TOKEN_INVALID', {})
  return row
}

function newRow({ until = Number.POSITIVE_INFINITY, ...link }: Link) {
  const expires_at = new Date(Math.min(Date.now() + linkHours[link.purpose] * 3_600_000, until)).toISOString()
  return { ...link, groups: [...(link.groups ?? [])], id: newId(), expires_at }
}
