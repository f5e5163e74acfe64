import { createHash } from 'node:crypto'
import { DomainError, email as emailAddress, type Group, toPlainText } from '@assay/schemas'
import { z } from 'zod'
import { readGroups } from './group-claim.ts'
import type { IssuerSettings } from './issuer-settings.ts'

export interface Person {
  readonly issuer: string
  readonly subject: string
  /** Null unless the issuer has confirmed it. */
  readonly email: string | null
  readonly name: string
  /** Null: the issuer does not decide that. */
  readonly groups: readonly Group[] | null
  /** When the token was issued; null: it does not say, so nothing tells an old one from a new one. */
  readonly issued_at: string | null
}

const claimsOfPerson = z.object({
  iss: z.string(),
  // what the database cannot keep as it is would be somebody else's
  sub: z
    .string()
    .min(1)
    .max(1000)
    .refine((text) => text.isWellFormed() && !text.includes('\0')),
  // until the year 2999: later times do not mean the same to Postgres and Date
  iat: z.number().min(0).max(32_472_144_000).optional().catch(undefined),
  email: z.string().optional().catch(undefined),
  // some issuers send a text
  email_verified: z.union([z.boolean(), z.stringbool()]).optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  preferred_username: z.string().optional().catch(undefined),
  'cognito:username': z.string().optional().catch(undefined),
})

/** The person of claims that were checked before. Throws CREDENTIALS_INVALID where they name nobody as is usual. */
export function readPerson(claims: Readonly<Record<string, unknown>>, settings: IssuerSettings): Person {
  const read = claimsOfPerson.safeParse(claims)
  if (!read.success) throw new DomainError('CREDENTIALS_INVALID', {}, { cause: read.error })
  const { iss, sub, iat, email, email_verified, name, preferred_username, 'cognito:username': username } = read.data
  const confirmed = email_verified === true ? emailAddress.safeParse(email).data : undefined
  const named = [name, preferred_username, username, confirmed, sub]
    .map((text = '') => toPlainText(text))
    .find((text) => text !== '')
  return {
    issuer: iss,
    subject: sub,
    email: confirmed ?? null,
    name: named ?? '',
    groups: readGroups(claims, settings),
    issued_at: iat === undefined ? null : new Date(iat * 1000).toISOString(),
  }
}

/** An address for an account without a confirmed one: nobody can get mail there. */
export function placeholderEmail({ issuer, subject }: Person, { id }: IssuerSettings): string {
  const name = createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex')
    .slice(0, 20)
  return `${name}@${id}.invalid`
}
