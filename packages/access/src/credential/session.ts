import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import {
  deleteSession,
  findLiveSession,
  insertSession,
  type LiveSession,
  listSessions,
  newId,
  noteSessionUse,
  rotateSession,
  type SessionRow,
  type UserRow,
} from '@assay/db'
import {
  DomainError,
  type Group,
  type Page,
  type PageInput,
  type Session,
  type signInInput,
  type User,
} from '@assay/schemas'
import type { z } from 'zod'
import { toUser } from '../account/user.ts'
import type { Actor } from '../actor.ts'
import { type AuditedCall, audited } from '../audit/audit.ts'
import type { AccessDeps } from '../deps.ts'
import { type CheckedCredential, checkPassword, hashToken, toActor } from './credential.ts'

const day = 86_400
const lifetime = { idle_seconds: 7 * day, at_most_seconds: 30 * day }
const rotateSeconds = 3_600
/** How long the token from before a rotation is good: requests may be under way with it. */
const graceSeconds = 60
const longestUserAgent = 500
/** The id of the session, and the secret. */
const tokenShape = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})$/
const markKeyBytes = 32
/** The secret is random, and marked: only tokens that were once given out have such a mark. */
const randomPart = 16
const markPart = 16

export interface SessionToken {
  readonly value: string
  /** When the session ends at the latest, however much it is used. */
  readonly ends_at: string
}

export interface Visitor {
  readonly user_agent: string
  readonly address: string
  readonly public_url: string
}

/** By e-mail and password. Throws CREDENTIALS_INVALID; LIMIT_REACHED after too many that were wrong. */
export async function signIn(
  deps: AccessDeps,
  input: z.output<typeof signInInput>,
  { visitor, call }: { readonly visitor: Visitor; readonly call: AuditedCall },
): Promise<{ user: User; token: SessionToken }> {
  // before the transaction: hashing takes long, and would keep a connection
  const user = await checkPassword(deps, { ...input, address: visitor.address })
  return audited(deps, { ...call, actor: toActor(user) }, async (held) => ({
    user: toUser(user),
    token: await openSession(held, user, visitor),
  }))
}

/** Who vouched for a user instead of a password, and for which groups at most. */
interface Vouched {
  readonly issuer: string
  /** Null: the issuer does not decide that. */
  readonly groups: readonly Group[] | null
}

type Browser = Pick<Visitor, 'user_agent' | 'address'> & { readonly vouched?: Vouched }

/** Signs a browser in as a user whose credential was checked. */
export async function openSession(
  { db }: Pick<AccessDeps, 'db'>,
  user: UserRow,
  { user_agent, address, vouched }: Browser,
): Promise<SessionToken> {
  const id = newId()
  const mark_key = randomBytes(markKeyBytes)
  const value = newToken({ id, mark_key })
  const session = await insertSession(db, {
    id,
    owner_id: user.id,
    token_hash: hashToken(value),
    mark_key,
    issuer: vouched?.issuer ?? null,
    groups: vouched?.groups ? [...vouched.groups] : null,
    user_agent: user_agent.slice(0, longestUserAgent),
    address,
    idle_seconds: lifetime.idle_seconds,
  })
  return { value, ends_at: endOf(session) }
}

/** A good session token, and the one to use from now on where it was replaced. */
export interface ResumedSession extends CheckedCredential {
  /** When the session ended at the time of the check, in milliseconds of the epoch; its use may have prolonged it. */
  readonly until: number
  readonly replacement?: SessionToken | undefined
}

/**
 * Checks a session's token, and replaces it once it is an hour old. An even older one of the same session means that
 * somebody has stolen it, or the session from its owner: the session ends. Throws CREDENTIALS_INVALID.
 */
export async function resumeSession(
  deps: Pick<AccessDeps, 'db' | 'hints' | 'log'>,
  value: string,
): Promise<ResumedSession> {
  const [, id, secret = ''] = tokenShape.exec(value) ?? []
  const found = id === undefined ? undefined : await findLiveSession(deps.db, id)
  if (!found) throw new DomainError('CREDENTIALS_INVALID', {})
  const resumed = { actor: actorOf(found), until: Date.parse(found.session.expires_at) }
  switch (judge(found, { hash: hashToken(value), secret })) {
    case 'good':
      await noteSessionUse(deps.db, found.session.id, lifetime)
      return resumed
    case 'good for a moment':
      return resumed
    case 'due':
      return { ...resumed, replacement: await rotate(deps, found.session, value) }
    case 'made up':
      throw new DomainError('CREDENTIALS_INVALID', {})
    case 'taken':
      await deleteSession(deps.db, found.session)
      deps.log.warn({ session_id: id, user_id: found.user.id }, 'a session ended, as an old token of it was presented')
      throw new DomainError('CREDENTIALS_INVALID', {})
  }
}

type Judgement = 'good' | 'good for a moment' | 'due' | 'taken' | 'made up'

function judge(
  { session, rotated_seconds_ago, is_current_used }: LiveSession,
  { hash, secret }: { readonly hash: Buffer; readonly secret: string },
): Judgement {
  if (session.token_hash.equals(hash)) return rotated_seconds_ago < rotateSeconds ? 'good' : 'due'
  // ids of sessions are no secrets: whoever knows one must not be able to end it
  if (!session.previous_token_hash?.equals(hash)) return isMarked(session, secret) ? 'taken' : 'made up'
  if (rotated_seconds_ago <= graceSeconds) return 'good for a moment'
  // nobody has used the current one: the answer that carried it was lost
  return is_current_used ? 'taken' : 'due'
}

async function rotate(
  { db }: Pick<AccessDeps, 'db'>,
  session: SessionRow,
  presented: string,
): Promise<SessionToken | undefined> {
  const value = newToken(session)
  const hashes = { from: session.token_hash, to: hashToken(value), previous: hashToken(presented) }
  const isRotated = await rotateSession(db, { id: session.id, ...hashes, lifetime })
  return isRotated ? { value, ends_at: endOf(session) } : undefined
}

/** The actor of a session that goes on, even if its token was replaced meanwhile. Throws CREDENTIALS_INVALID. */
export async function findSessionActor({ db }: Pick<AccessDeps, 'db'>, session_id: string): Promise<CheckedCredential> {
  const found = await findLiveSession(db, session_id)
  if (!found) throw new DomainError('CREDENTIALS_INVALID', {})
  return { actor: actorOf(found), until: Date.parse(found.session.expires_at) }
}

export async function listOwnSessions(deps: AccessDeps, actor: Actor, page: PageInput): Promise<Page<Session>> {
  const rows = await listSessions(deps.db, actor.user_id, page)
  return { ...rows, items: rows.items.map((row) => toSession(row, actor)) }
}

/** Signs one of the actor's browsers out. Throws SESSION_NOT_FOUND. */
export async function endOwnSession(
  deps: AccessDeps,
  actor: Actor,
  { session_id }: { readonly session_id: string },
): Promise<void> {
  const isEnded = await deleteSession(deps.db, { id: session_id, owner_id: actor.user_id })
  if (!isEnded) throw new DomainError('SESSION_NOT_FOUND', { session_id })
}

/** Signs out the browser that asks. Throws FORBIDDEN when it is not a browser that asks. */
export async function signOut(deps: AccessDeps, actor: Actor): Promise<void> {
  const id = actor.credential?.kind === 'session' ? actor.credential.id : null
  if (id === null) throw new DomainError('FORBIDDEN', { needs: { credential: 'session' } })
  await endOwnSession(deps, actor, { session_id: id })
}

function newToken(session: Pick<SessionRow, 'id' | 'mark_key'>): string {
  const random = randomBytes(randomPart)
  return `${session.id}.${Buffer.concat([random, markOf(session, random)]).toString('base64url')}`
}

function isMarked(session: Pick<SessionRow, 'mark_key'>, secret: string): boolean {
  const bytes = Buffer.from(secret, 'base64url')
  const given = bytes.subarray(randomPart)
  return given.length === markPart && timingSafeEqual(given, markOf(session, bytes.subarray(0, randomPart)))
}

function markOf({ mark_key }: Pick<SessionRow, 'mark_key'>, random: Buffer): Buffer {
  return createHmac('sha256', mark_key).update(random).digest().subarray(0, markPart)
}

function endOf({ created_at }: SessionRow): string {
  return new Date(Date.parse(created_at) + lifetime.at_most_seconds * 1000).toISOString()
}

/**
 * What somebody makes who knows the password may outlast the session; what an issuer vouched for ends with it, as
 * nobody would be asked for it again.
 */
function actorOf({ session, user }: LiveSession): Actor {
  const { id, groups, issuer } = session
  const until = issuer === null ? undefined : Date.parse(endOf(session))
  return { ...toActor(user, groups), credential: { kind: 'session', id }, ...(until !== undefined && { until }) }
}

function toSession(row: SessionRow, { credential }: Actor): Session {
  return {
    id: row.id,
    user_agent: row.user_agent,
    address: row.address,
    created_at: row.created_at,
    last_used_at: row.last_used_at,
    expires_at: row.expires_at,
    is_current: credential?.kind === 'session' && credential.id === row.id,
  }
}
