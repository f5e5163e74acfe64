import { randomBytes } from 'node:crypto'
import {
  type Database,
  hasAdmin,
  insertAuditEntry,
  insertUserUnlessTaken,
  newId,
  redeemSignInLink,
  replaceSignInLink,
  type UserRow,
} from '@assay/db'
import { transact } from '@assay/engine'
import { type CreatedApiKey, type claimInput, DomainError, type User } from '@assay/schemas'
import { sql, type Transaction } from 'kysely'
import type { z } from 'zod'
import { type AuditedCall, audited } from '../audit/audit.ts'
import { createApiKey } from '../credential/api-key.ts'
import { hashToken, toActor } from '../credential/credential.ts'
import type { AccessDeps } from '../deps.ts'
import { toUser } from './user.ts'

const linkHours = 24
const adminGroups = ['users', 'admin'] as const
const firstStartLock = 4_207_311

/** What the first start came to: an admin from the environment, a link to make one, or nothing, as there is one. */
export type FirstStart =
  | { readonly kind: 'done' }
  | { readonly kind: 'admin'; readonly email: string }
  | { readonly kind: 'link'; readonly token: string }

/** Makes the first admin, or a one-time link for whoever reads the console. Two servers that start at once make one. */
export async function prepareFirstStart(
  deps: AccessDeps,
  admin: { readonly email: string; readonly password: string } | undefined,
): Promise<FirstStart> {
  if (await hasAdmin(deps.db)) return { kind: 'done' }
  const password_hash = admin && (await deps.passwords.hash(admin.password))
  return transact(deps, async (trx) => {
    await lockFirstStart(trx)
    if (await hasAdmin(trx)) return { kind: 'done' }
    if (admin && password_hash) {
      const { id, email } = await insertAdmin(trx, { email: admin.email.toLowerCase(), name: '', password_hash })
      await insertAuditEntry(trx, entryOf({ id, email }))
      return { kind: 'admin', email: admin.email }
    }
    const token = randomBytes(32).toString('base64url')
    const expires_at = new Date(Date.now() + linkHours * 3_600_000).toISOString()
    await replaceSignInLink(trx, { token_hash: hashToken(token), expires_at })
    return { kind: 'link', token }
  })
}

/** Redeems the one-time link: the first admin, signed in by a key. Throws LINK_INVALID. */
export async function claimFirstAdmin(
  deps: AccessDeps,
  { token, email, name, password }: z.output<typeof claimInput>,
  { call }: { readonly call: AuditedCall },
): Promise<{ user: User; api_key: CreatedApiKey }> {
  // before the hash, which is expensive: from the first claim on there is nothing to redeem
  if (await hasAdmin(deps.db)) throw new DomainError('LINK_INVALID', {})
  // before the transaction: hashing takes long, and would keep a connection
  const password_hash = await deps.passwords.hash(password)
  return audited(deps, call, (held) =>
    transact(held, async (trx) => {
      await lockFirstStart(trx)
      const redeemed = await redeemSignInLink(trx, hashToken(token))
      if (!redeemed || (await hasAdmin(trx))) throw new DomainError('LINK_INVALID', {})
      const user = await insertAdmin(trx, { email, name, password_hash })
      const key = { name: 'first sign-in', scopes: ['admin' as const] }
      return { user: toUser(user), api_key: await createApiKey(held, toActor(user), key) }
    }),
  )
}

/** Nobody called: the operator said so in the environment. */
function entryOf(target: { readonly id: string; readonly email: string }) {
  return {
    id: newId(),
    actor_id: null,
    actor_email: null,
    credential: null,
    procedure: 'first_start.admin',
    target: JSON.stringify(target),
    changes: JSON.stringify({ groups: adminGroups }),
    request_id: '',
    address: '',
  }
}

async function lockFirstStart(trx: Transaction<Database>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${firstStartLock})`.execute(trx)
}

async function insertAdmin(
  trx: Transaction<Database>,
  { email, name, password_hash }: { email: string; name: string; password_hash: string },
): Promise<UserRow> {
  const admin = await insertUserUnlessTaken(trx, {
    id: newId(),
    email,
    name: name || email,
    password_hash,
    groups: [...adminGroups],
    // nobody could confirm it before the first admin exists
    email_confirmed_at: new Date().toISOString(),
  })
  // somebody of an outside issuer, who came before the first admin
  if (!admin) throw new DomainError('EMAIL_TAKEN', {})
  return admin
}
