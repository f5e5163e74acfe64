import { randomBytes } from 'node:crypto'
import { type ApiKeyRow, deleteApiKey, findApiKey, insertApiKey, listApiKeys, newId, rotateApiKey } from '@assay/db'
import {
  type ApiKey,
  type apiKeyCreateInput,
  type apiKeyRotateInput,
  type CreatedApiKey,
  DomainError,
  type Page,
  type PageInput,
} from '@assay/schemas'
import type { z } from 'zod'
import type { Actor } from '../actor.ts'
import type { AccessDeps } from '../deps.ts'
import { boundsOfNewKey, checkWithinBounds } from './bounds.ts'
import { hashToken } from './credential.ts'

const mark = 'assay_'
const prefixCharacters = 12

/** Throws FORBIDDEN for what goes further than the actor's own credential, INPUT_INVALID for an end that has passed. */
export async function createApiKey(
  deps: AccessDeps,
  actor: Actor,
  input: z.output<typeof apiKeyCreateInput>,
): Promise<CreatedApiKey> {
  const bounds = boundsOfNewKey(actor, input)
  if (hasPassed(input.expires_at ?? null)) throw unfit('expires_at', 'must lie in the future')
  const key = newKey()
  const row = await insertApiKey(deps.db, {
    id: newId(),
    owner_id: actor.user_id,
    name: input.name,
    ...storedPart(key),
    ...bounds,
  })
  return { ...toApiKey(row), key }
}

/**
 * The old value works for a while, so that its users can change over. Throws FORBIDDEN for a key that goes further than
 * the actor's own credential, INPUT_INVALID for an expired one.
 */
export async function rotateOwnApiKey(
  deps: AccessDeps,
  actor: Actor,
  { api_key_id, grace_seconds }: z.output<typeof apiKeyRotateInput>,
): Promise<CreatedApiKey> {
  const known = await findApiKey(deps.db, { id: api_key_id, owner_id: actor.user_id })
  if (!known) throw new DomainError('API_KEY_NOT_FOUND', { api_key_id })
  if (hasPassed(known.expires_at)) {
    throw unfit(
      'api_key_id',
      `the key expired at ${known.expires_at}, and a new value would not work either: make another`,
    )
  }
  checkWithinBounds(actor, known)
  const key = newKey()
  const row = await rotateApiKey(deps.db, {
    id: api_key_id,
    owner_id: actor.user_id,
    ...storedPart(key),
    grace_seconds,
  })
  if (!row) throw new DomainError('API_KEY_NOT_FOUND', { api_key_id })
  return { ...toApiKey(row), key }
}

export async function listOwnApiKeys(deps: AccessDeps, actor: Actor, page: PageInput): Promise<Page<ApiKey>> {
  const rows = await listApiKeys(deps.db, actor.user_id, page)
  return { ...rows, items: rows.items.map(toApiKey) }
}

export async function revokeApiKey(deps: AccessDeps, actor: Actor, input: { api_key_id: string }): Promise<void> {
  const hash = await deleteApiKey(deps.db, { id: input.api_key_id, owner_id: actor.user_id })
  if (!hash) throw new DomainError('API_KEY_NOT_FOUND', { api_key_id: input.api_key_id })
}

function hasPassed(time: string | null): boolean {
  return time !== null && Date.parse(time) <= Date.now()
}

function unfit(path: string, message: string): DomainError<'INPUT_INVALID'> {
  return new DomainError('INPUT_INVALID', { issues: [{ path, message }] })
}

function newKey(): string {
  return mark + randomBytes(32).toString('base64url')
}

function storedPart(key: string): { prefix: string; key_hash: Buffer } {
  return { prefix: key.slice(0, prefixCharacters), key_hash: hashToken(key) }
}

function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    created_at: row.created_at,
    expires_at: row.expires_at,
    last_used_at: row.last_used_at,
    scopes: row.scopes,
    calls_per_minute: row.calls_per_minute,
    previous_expires_at: row.previous_expires_at,
  }
}
