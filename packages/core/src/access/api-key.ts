import { randomBytes } from 'node:crypto'
import { type ApiKeyRow, deleteApiKey, insertApiKey, listApiKeys, newId } from '@assay/db'
import {
  type ApiKey,
  type apiKeyCreateInput,
  type CreatedApiKey,
  DomainError,
  type Page,
  type PageInput,
} from '@assay/schemas'
import type { z } from 'zod'
import type { Actor } from '../actor.ts'
import { channels } from '../channel.ts'
import type { CoreDeps } from '../deps.ts'
import { hashToken } from './credential.ts'

const mark = 'assay_'
const shownCharacters = 12

/** A new key, and what is stored of it. */
export async function createApiKey(
  deps: CoreDeps,
  actor: Actor,
  input: z.output<typeof apiKeyCreateInput>,
): Promise<CreatedApiKey> {
  const key = mark + randomBytes(32).toString('base64url')
  const row = await insertApiKey(deps.db, {
    id: newId(),
    owner_id: actor.user_id,
    name: input.name,
    prefix: key.slice(0, shownCharacters),
    key_hash: hashToken(key),
    expires_at: input.expires_at ?? null,
  })
  return { ...toApiKey(row), key }
}

/** The actor's keys, newest first. */
export async function listOwnApiKeys(deps: CoreDeps, actor: Actor, page: PageInput): Promise<Page<ApiKey>> {
  const rows = await listApiKeys(deps.db, actor.user_id, page)
  return { ...rows, items: rows.items.map(toApiKey) }
}

/** Revokes a key. */
export async function revokeApiKey(deps: CoreDeps, actor: Actor, input: { api_key_id: string }): Promise<void> {
  const hash = await deleteApiKey(deps.db, { id: input.api_key_id, owner_id: actor.user_id })
  if (!hash) throw new DomainError('API_KEY_NOT_FOUND', { api_key_id: input.api_key_id })
  deps.hints.hint(channels.credentials)
}

function toApiKey({ id, name, prefix, created_at, expires_at, last_used_at }: ApiKeyRow): ApiKey {
  return { id, name, prefix, created_at, expires_at, last_used_at }
}
