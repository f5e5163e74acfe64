import { DomainError } from '@assay/schemas'
import type { CallOrigin } from '../audit/audit.ts'
import { type CheckedCredential, toActor } from '../credential/credential.ts'
import type { AccessDeps } from '../deps.ts'
import { admit } from './admit.ts'
import { commonGroups } from './group-claim.ts'
import { clockToleranceSeconds } from './issuer.ts'
import { readPerson } from './person.ts'

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
  const actor = toActor(user)
  const groups = person.groups === null ? actor.groups : commonGroups(actor.groups, person.groups)
  const credential = { kind: 'token', id: person.issuer } as const
  return {
    actor: { ...actor, groups, credential },
    until: ((claims.exp ?? 0) + clockToleranceSeconds) * 1000,
  }
}
