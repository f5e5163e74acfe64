import { randomBytes, randomInt } from 'node:crypto'
import {
  type DeviceLoginRow,
  decideDeviceLogin,
  deleteDeviceLogin,
  findPendingDeviceLogin,
  findUserById,
  insertDeviceLogin,
  lockDeviceLogin,
  newId,
  type UserRow,
} from '@assay/db'
import { transactAround } from '@assay/engine'
import {
  type DeviceLogin,
  DomainError,
  type deviceLoginDecideInput,
  type deviceLoginPollInput,
  type deviceLoginRef,
  type deviceLoginStartInput,
  type PolledDeviceLogin,
  type StartedDeviceLogin,
} from '@assay/schemas'
import type { z } from 'zod'
import type { Actor } from '../actor.ts'
import { type AuditedCall, audited } from '../audit/audit.ts'
import type { AccessDeps } from '../deps.ts'
import { createApiKey } from './api-key.ts'
import { countedWith, endOf } from './bounds.ts'
import { hashToken, toActor } from './credential.ts'
import type { Visitor } from './session.ts'

const minutes = 10
const dayMs = 86_400_000
const intervalSeconds = 2
/** Consonants that are hard to confuse and form no words: 25 thousand million codes. */
const letters = 'BCDFGHJKLMNPQRSTVWXZ'
const codeLength = 8

/**
 * Begins to sign a device in: it displays the code, and asks again and again whether somebody has approved it. Not in
 * the audit log, which strangers would fill, as nothing is ever removed from it; the decision and the key are.
 */
export async function startDeviceLogin(
  { db }: AccessDeps,
  { client_name, expires_in_days }: z.output<typeof deviceLoginStartInput>,
  { visitor: { address, public_url } }: { readonly visitor: Visitor },
): Promise<StartedDeviceLogin> {
  const device_code = randomBytes(32).toString('base64url')
  const login = await insertDeviceLogin(db, {
    id: newId(),
    device_code_hash: hashToken(device_code),
    user_code: newUserCode(),
    client_name,
    address,
    expires_in_days,
    expires_at: new Date(Date.now() + minutes * 60_000).toISOString(),
  })
  const user_code = withHyphen(login.user_code)
  return {
    device_code,
    user_code,
    verification_url: `${public_url}/sign-in?user_code=${user_code}`,
    interval_seconds: intervalSeconds,
    expires_at: login.expires_at,
  }
}

/** A device that waits for approval. Throws DEVICE_LOGIN_NOT_FOUND. */
export async function getDeviceLogin(
  { db }: AccessDeps,
  _actor: Actor,
  { user_code }: z.output<typeof deviceLoginRef>,
): Promise<DeviceLogin> {
  return toDeviceLogin(await findPendingDeviceLogin(db, user_code), user_code)
}

/** Approves a device for the actor, or refuses it. Throws DEVICE_LOGIN_NOT_FOUND. */
export async function decideOnDeviceLogin(
  { db }: AccessDeps,
  actor: Actor,
  { user_code, approve }: z.output<typeof deviceLoginDecideInput>,
): Promise<DeviceLogin> {
  const approval = approve ? approvalBy(actor) : null
  return toDeviceLogin(await decideDeviceLogin(db, { user_code, approval }), user_code)
}

/** What the device may do is as far as the credential goes that lets it in, and ends with that. */
function approvalBy(actor: Actor) {
  const { user_id, only_groups, calls_per_minute, credential } = actor
  return {
    approved_by: user_id,
    groups: only_groups ? [...only_groups] : null,
    until: endOf(actor),
    calls_per_minute: calls_per_minute ?? null,
    counted_with: countedWith(actor),
    approved_with_key: credential?.kind === 'key' ? credential.id : null,
  }
}

/** Whoever has let the device in, with the credential that they did it with. */
function approverOf(user: UserRow, { groups, until, calls_per_minute, counted_with }: DeviceLoginRow): Actor {
  return {
    ...toActor(user, groups),
    until: until === null ? undefined : Date.parse(until),
    calls_per_minute: calls_per_minute ?? undefined,
    counted_with: counted_with ?? undefined,
  }
}

/** The state of a device login; once it is approved, its key, which is made only now, so that none is stored unused. */
export async function pollDeviceLogin(
  deps: AccessDeps,
  { device_code }: z.output<typeof deviceLoginPollInput>,
  { call }: { readonly call: AuditedCall },
): Promise<PolledDeviceLogin> {
  return transactAround(deps, async (held, trx) => {
    const login = await lockDeviceLogin(trx, hashToken(device_code))
    if (!login) return { state: 'expired' }
    if (login.denied_at !== null) return { state: 'denied' }
    if (login.approved_by === null) return { state: 'pending' }
    const user = await findUserById(trx, login.approved_by)
    await deleteDeviceLogin(trx, login.id)
    if (!user || user.disabled_at !== null) return { state: 'denied' }
    const actor = approverOf(user, login)
    const { until = Number.POSITIVE_INFINITY } = actor
    if (until <= Date.now()) return { state: 'denied' }
    const end = Math.min(Date.now() + login.expires_in_days * dayMs, until)
    return audited(held, { ...call, actor }, async (audit) => {
      const api_key = await createApiKey(audit, actor, {
        name: login.client_name,
        scopes: ['admin'],
        expires_at: new Date(end).toISOString(),
      })
      return { state: 'approved', api_key }
    })
  })
}

function newUserCode(): string {
  return Array.from({ length: codeLength }, () => letters[randomInt(letters.length)]).join('')
}

function withHyphen(user_code: string): string {
  return `${user_code.slice(0, codeLength / 2)}-${user_code.slice(codeLength / 2)}`
}

function toDeviceLogin(row: DeviceLoginRow | undefined, user_code: string): DeviceLogin {
  if (!row) throw new DomainError('DEVICE_LOGIN_NOT_FOUND', { user_code })
  return {
    user_code: withHyphen(row.user_code),
    client_name: row.client_name,
    address: row.address,
    created_at: row.created_at,
    expires_at: row.expires_at,
  }
}
