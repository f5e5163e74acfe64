import { hash } from 'node:crypto'
import { channels } from '@assay/engine'
import type { Actor } from '../actor.ts'
import type { CallOrigin } from '../audit/audit.ts'
import type { AccessDeps } from '../deps.ts'
import { verifyToken } from '../issuers/verify-token.ts'
import {
  type CheckedCredential,
  type Credential,
  checkPassword,
  findOpenUser,
  toActor,
  verifyKey,
} from './credential.ts'
import { openLink } from './link.ts'
import { RecentChecks } from './recent-checks.ts'
import { findSessionActor, type ResumedSession, resumeSession } from './session.ts'
import { isWorkerToken, verifyWorkerToken } from './worker.ts'

const rememberedSeconds = 30

type AuthenticatorDeps = Pick<
  AccessDeps,
  'db' | 'secret_box' | 'signals' | 'limits' | 'passwords' | 'hints' | 'log' | 'issuers' | 'settings'
>

export interface Authenticator extends Disposable {
  /**
   * Throws CREDENTIALS_INVALID; LIMIT_REACHED when too many others from the network address were wrong; for a token of
   * an issuer FORBIDDEN, where it opens no account, and UNAVAILABLE.
   */
  authenticate(credential: Credential, origin: CallOrigin): Promise<Actor>
  /** The actor of a session's token, and the token that replaces it, if one does. Throws as `authenticate`. */
  resume(token: string, address: string): Promise<ResumedSession>
  /** The actor of a session that goes on, even if its token was replaced meanwhile. Throws CREDENTIALS_INVALID. */
  sessionActor(session_id: string): Promise<Actor>
}

/**
 * Checks credentials, and remembers for 30 seconds unless told otherwise, by hash, which were good: a password pays its
 * full hash once. A hint that credentials were revoked empties the memory at once; should it be missed, that time is
 * the most. None is remembered beyond its own end.
 */
export function createAuthenticator(
  deps: AuthenticatorDeps,
  { cached_seconds: seconds = rememberedSeconds }: { readonly cached_seconds?: number | undefined } = {},
): Authenticator {
  const actors = new RecentChecks<CheckedCredential>({ seconds })
  const sessions = new RecentChecks<ResumedSession>({ seconds })
  const unsubscribe = deps.signals.subscribe(channels.credentials, () => {
    actors.clear()
    sessions.clear()
  })
  return {
    async authenticate(credential, origin) {
      const name = nameOf(credential)
      const { actor } = await actors.recall(name, () => verify(deps, credential, { name, origin }))
      return actor
    },
    async resume(token, address) {
      const name = digest([token])
      return sessions.recall(name, () => deps.limits.token({ name, address }, () => resumeSession(deps, token)))
    },
    async sessionActor(session_id) {
      const { actor } = await actors.recall(session_id, () => findSessionActor(deps, session_id))
      return actor
    },
    [Symbol.dispose]: unsubscribe,
  }
}

function nameOf(credential: Credential): string {
  const { kind, ...presented } = credential
  return digest([kind, ...Object.values(presented)])
}

function digest(texts: readonly string[]): string {
  // in one step, at half the cost of a Hash object: this is paid on every request
  return hash('sha256', JSON.stringify(texts), 'base64')
}

async function verify(
  deps: AuthenticatorDeps,
  credential: Credential,
  { name, origin }: { readonly name: string; readonly origin: CallOrigin },
): Promise<CheckedCredential> {
  const { address } = origin
  const attempt = { name, address }
  if (credential.kind === 'key') {
    const verifyText = isWorkerToken(credential.key) ? verifyWorkerToken : verifyKey
    return deps.limits.token(attempt, () => verifyText(deps.db, credential.key))
  }
  if (credential.kind === 'token') {
    return deps.limits.token(attempt, () => verifyToken(deps, credential.token, origin))
  }
  if (credential.kind === 'link') return openLink(deps, credential)
  if (credential.kind === 'open') return findOpenUser(deps, credential.email)
  const user = await checkPassword(deps, { ...credential, address })
  return { actor: { ...toActor(user), credential: { kind: 'password', id: null } } }
}
