import { DomainError, type Scope, scope } from '@assay/schemas'
import { z } from 'zod'
import type { Actor } from '../actor.ts'
import type { AccessDeps } from '../deps.ts'
import type { CheckedCredential } from './credential.ts'
import { delegate, delegation, findDelegate } from './delegation.ts'

type Deps = Pick<AccessDeps, 'db' | 'secret_box'>

const claims = z.object({ until: z.number(), by: delegation, access: z.enum(['read', 'write']).default('read') })

export interface LinkRequest {
  readonly paths: readonly string[]
  readonly expires_seconds: number
  /** What whoever has one may do there; to read unless given. */
  readonly access?: 'read' | 'write'
}

/**
 * Tokens by which anybody may read, or write, what is at these paths, as who made them may, in order: they end with
 * their time, and with the credential that made them.
 */
export async function createLinks(
  deps: Deps,
  actor: Actor,
  { paths, expires_seconds, access }: LinkRequest,
): Promise<string[]> {
  if (paths.length === 0) return []
  const until = Math.min(Date.now() + expires_seconds * 1000, actor.until ?? Number.POSITIVE_INFINITY)
  const text = JSON.stringify({ until, by: await delegate(deps, actor), access })
  return paths.map((path) => deps.secret_box.seal(text, linkSealName(path)).toString('base64url'))
}

/** Who made a link, limited to what it is for. Throws SIGNED_URL_INVALID, whatever is wrong with it. */
export async function openLink(
  deps: Deps,
  { token, path }: { readonly token: string; readonly path: string },
): Promise<CheckedCredential> {
  const { until, by, access } = readClaims(deps, { token, path })
  if (until <= Date.now()) throw new DomainError('SIGNED_URL_INVALID', {})
  const actor = await findDelegate(deps, by).catch((error: unknown) => {
    throw DomainError.is(error) ? new DomainError('SIGNED_URL_INVALID', {}, { cause: error }) : error
  })
  if (access === 'write') return { actor, until }
  return { actor: { ...actor, scopes: toReading(actor.scopes ?? ['read']) }, until }
}

/** What scopes allow to be read. */
function toReading(scopes: readonly Scope[]): Scope[] {
  return [...new Set(scopes.map((one) => scope.safeParse(one.replace('write', 'read')).data ?? 'read'))]
}

function readClaims({ secret_box }: Deps, { token, path }: { readonly token: string; readonly path: string }) {
  try {
    return claims.parse(JSON.parse(secret_box.open(Buffer.from(token, 'base64url'), linkSealName(path))))
  } catch (error) {
    throw new DomainError('SIGNED_URL_INVALID', {}, { cause: error })
  }
}

function linkSealName(path: string): string {
  return `link/${path}`
}
