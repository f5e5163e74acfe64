import { DomainError } from '@assay/schemas'
import type { CallOrigin } from '../audit/audit.ts'
import { type CheckedCredential, toActor } from '../credential/credential.ts'
import type { AccessDeps } from '../deps.ts'
import { admit } from './admit.ts'
import { clockToleranceSeconds } from './issuer.ts'
import { readPerson } from './person.ts'

/** The end of the year 2998, in seconds of the epoch: later times do not mean the same to Postgres and Date. */
const latest = 32_472_144_000

/**
 * The actor of a token of an outside issuer, with the groups that both the token and the account have. Throws
 * CREDENTIALS_INVALID, FORBIDDEN where no account is given, UNAVAILABLE when the issuer is needed and does not answer.
 */
export async function verifyToken(
  deps: Pick<AccessDeps, 'db' | 'hints' | 'issuers' | 'log'>,
  token: string,
  origin: CallOrigin,
): Promise<CheckedCredential> {
  const issuer = deps.issuers.findByToken(token)
  if (!issuer) throw new DomainError('CREDENTIALS_INVALID', {})
  const { settings } = issuer
  const claims = await issuer.verify(token)
  const person = readPerson(claims, settings)
  const user = await admit(deps, { person, settings, ...origin })
  const credential = { kind: 'token', id: person.issuer } as const
  const ends = Math.min(claims.exp ?? 0, latest)
  return {
    actor: { ...toActor(user, person.groups), credential, until: ends * 1000 },
    until: (ends + clockToleranceSeconds) * 1000,
  }
}
