import type { UserRow } from '@assay/db'
import { DomainError } from '@assay/schemas'
import {
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import { z } from 'zod'
import { type AuditedCall, audited } from '../audit/audit.ts'
import { toActor } from '../credential/credential.ts'
import { openSession, type SessionToken, type Visitor } from '../credential/session.ts'
import type { AccessDeps } from '../deps.ts'
import { admit } from './admit.ts'
import type { Issuer } from './issuer.ts'
import { type Person, readPerson } from './person.ts'
import { readReturnPath } from './return-path.ts'

export const signInSeconds = 600

/** What the browser has to bring back from the issuer. */
const pendingSignIn = z.object({
  state: z.string(),
  nonce: z.string(),
  code_verifier: z.string(),
  redirect_uri: z.url(),
  return_to: z.string(),
  until: z.number(),
})

type PendingSignIn = z.infer<typeof pendingSignIn>

/** Where to send a browser, and what it has to keep meanwhile. */
export interface BegunSignIn {
  readonly url: string
  /** Sealed: nobody else can read or change it. */
  readonly pending: string
}

/** Begins to sign a browser in with an issuer. Throws ISSUER_NOT_FOUND, UNAVAILABLE. */
export async function beginIssuerSignIn(
  { issuers, secret_box }: Pick<AccessDeps, 'issuers' | 'secret_box'>,
  { issuer_id, return_to }: { readonly issuer_id: string; readonly return_to: string | undefined },
  { public_url }: Pick<Visitor, 'public_url'>,
): Promise<BegunSignIn> {
  const configuration = await issuers.getForSignIn(issuer_id).configuration()
  const redirect_uri = new URL(callbackPath(issuer_id), public_url).href
  const pending: PendingSignIn = {
    state: randomState(),
    nonce: randomNonce(),
    code_verifier: randomPKCECodeVerifier(),
    redirect_uri,
    return_to: readReturnPath(return_to),
    until: Date.now() + signInSeconds * 1000,
  }
  const url = buildAuthorizationUrl(configuration, {
    redirect_uri,
    scope: 'openid email profile',
    code_challenge: await calculatePKCECodeChallenge(pending.code_verifier),
    code_challenge_method: 'S256',
    state: pending.state,
    nonce: pending.nonce,
  })
  return { url: url.href, pending: secret_box.seal(JSON.stringify(pending), sealName(issuer_id)).toString('base64url') }
}

export function callbackPath(issuer_id: string): string {
  return `/sign-in/oidc/${issuer_id}/callback`
}

interface Return {
  readonly issuer_id: string
  readonly query: string
  readonly pending: string | undefined
}

/** Signs in a browser that comes back from an issuer. Throws SIGN_IN_FAILED and what `admit` throws. */
export async function finishIssuerSignIn(
  deps: AccessDeps,
  { issuer_id, query, pending: sealed }: Return,
  { visitor, call }: { readonly visitor: Visitor; readonly call: AuditedCall },
): Promise<{ token: SessionToken; return_to: string }> {
  const issuer = deps.issuers.getForSignIn(issuer_id)
  const pending = openPending(deps, issuer, sealed)
  const claims = await redeem(deps, issuer, { pending, query })
  const { settings } = issuer
  const person = readPerson(claims, settings)
  const user = await admit(deps, { ...call, person, settings })
  const token = await signInAs(deps, user, { visitor, call, person })
  return { token, return_to: pending.return_to }
}

async function signInAs(
  deps: AccessDeps,
  user: UserRow,
  { visitor, call, person }: { readonly visitor: Visitor; readonly call: AuditedCall; readonly person: Person },
): Promise<SessionToken> {
  const { issuer, groups } = person
  const actor = { ...toActor(user), credential: { kind: 'token', id: issuer } } as const
  const browser = { ...visitor, vouched: { issuer, groups } }
  return audited(deps, { ...call, actor }, (held) => openSession(held, user, browser))
}

function openPending(
  { secret_box }: Pick<AccessDeps, 'secret_box'>,
  { settings }: Issuer,
  sealed: string | undefined,
): PendingSignIn {
  try {
    const text = secret_box.open(Buffer.from(sealed ?? '', 'base64url'), sealName(settings.id))
    const pending = pendingSignIn.parse(JSON.parse(text))
    if (pending.until > Date.now()) return pending
  } catch {
    // of what has been tampered with there is nothing to say but that it is not ours
  }
  throw failed(settings.name, 'this browser did not begin it, or more than ten minutes ago.')
}

/** Exchanges the code for the claims of who has signed in. */
async function redeem(
  { issuers, log }: Pick<AccessDeps, 'issuers' | 'log'>,
  issuer: Issuer,
  { pending, query }: { readonly pending: PendingSignIn; readonly query: string },
): Promise<Readonly<Record<string, unknown>>> {
  const { settings } = issuer
  const configuration = await issuer.configuration()
  if (!issuers.redeems(pending.state, pending.until)) throw failed(settings.name, 'this sign-in is used already.')
  try {
    return await askIssuer(configuration, issuer, { pending, query })
  } catch (error) {
    if (DomainError.is(error, 'UNAVAILABLE')) throw error
    log.warn({ error, issuer: settings.id }, 'somebody could not be signed in with an issuer')
    const isDenied = error instanceof AuthorizationResponseError && error.error === 'access_denied'
    throw failed(settings.name, isDenied ? 'it was denied there.' : 'its answer cannot be trusted.', error)
  }
}

async function askIssuer(
  configuration: Configuration,
  issuer: Issuer,
  { pending, query }: { readonly pending: PendingSignIn; readonly query: string },
): Promise<Readonly<Record<string, unknown>>> {
  const returned = new URL(pending.redirect_uri)
  returned.search = query
  const tokens = await authorizationCodeGrant(configuration, returned, {
    pkceCodeVerifier: pending.code_verifier,
    expectedState: pending.state,
    expectedNonce: pending.nonce,
    idTokenExpected: true,
  })
  const { client_id } = configuration.clientMetadata()
  const claims = await issuer.verify(tokens.id_token ?? '', { client_id })
  if (configuration.serverMetadata().userinfo_endpoint === undefined) return claims
  // some issuers give e-mail address and groups only there
  return { ...(await fetchUserInfo(configuration, tokens.access_token, claims.sub ?? '')), ...claims }
}

function failed(issuer: string, reason: string, cause?: unknown): DomainError<'SIGN_IN_FAILED'> {
  return new DomainError('SIGN_IN_FAILED', { issuer, reason }, { cause })
}

function sealName(issuer_id: string): string {
  return `sign-in with ${issuer_id}`
}
