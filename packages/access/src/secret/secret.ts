import { deleteSecret, findSecret, listSecrets, putSecret, type SecretRow } from '@assay/db'
import { DomainError, type Secret } from '@assay/schemas'
import type { Actor } from '../actor.ts'
import type { AccessDeps } from '../deps.ts'

export async function storeSecret(
  deps: AccessDeps,
  actor: Actor,
  { name, description, value }: { name: string; description?: string | undefined; value: string },
): Promise<Secret> {
  const owner_id = actor.user_id
  const ciphertext = deps.secret_box.seal(value, secretSealName(owner_id, name))
  return toSecret(await putSecret(deps.db, { owner_id, name, description, ciphertext }))
}

export async function listOwnSecrets(deps: AccessDeps, actor: Actor): Promise<{ items: Secret[] }> {
  const rows = await listSecrets(deps.db, actor.user_id)
  return { items: rows.map(toSecret) }
}

export async function forgetSecret(deps: AccessDeps, actor: Actor, { name }: { name: string }): Promise<void> {
  const deleted = await deleteSecret(deps.db, { owner_id: actor.user_id, name })
  if (!deleted) throw new DomainError('SECRET_NOT_FOUND', { name })
}

/** For the call that needs the value. Throws SECRET_NOT_FOUND. */
export async function revealSecret(
  deps: Pick<AccessDeps, 'db' | 'secret_box'>,
  { owner_id, name }: { owner_id: string; name: string },
): Promise<string> {
  const row = await findSecret(deps.db, { owner_id, name })
  if (!row) throw new DomainError('SECRET_NOT_FOUND', { name })
  return deps.secret_box.open(row.ciphertext, secretSealName(owner_id, name))
}

/** The place that the secret's seal includes. */
export function secretSealName(owner_id: string, name: string): string {
  return `${owner_id}/${name}`
}

function toSecret({ name, description, created_at, updated_at }: SecretRow): Secret {
  return { name, description, created_at, updated_at }
}
