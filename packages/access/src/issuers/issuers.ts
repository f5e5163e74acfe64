import { DomainError, type Issuer as ListedIssuer } from '@assay/schemas'
import { decodeJwt } from 'jose'
import { type Issuer, type IssuerOptions, openIssuer } from './issuer.ts'
import type { IssuerSettings } from './issuer-settings.ts'

export interface Issuers {
  readonly all: readonly Issuer[]
  /** Those that browsers can sign in with. */
  readonly sign_in: readonly Issuer[]
  /** Throws ISSUER_NOT_FOUND. */
  getForSignIn(issuer_id: string): Issuer
  /** Whether nobody has come back with this state before; each works once in this process, until its time is up. */
  redeems(state: string, until: number): boolean
  /** The issuer that a token names, which is not checked here. */
  findByToken(token: string): Issuer | undefined
}

/** None of them is asked yet. */
export function createIssuers(settings: readonly IssuerSettings[], options: IssuerOptions): Issuers {
  const issuers = settings.map((one) => openIssuer(one, options))
  const byUrl = new Map(issuers.map((issuer) => [withoutSlash(issuer.settings.url), issuer]))
  const sign_in = issuers.filter((issuer) => issuer.settings.client_id !== undefined)
  const redeemed = new Map<string, number>()
  return {
    all: issuers,
    sign_in,
    getForSignIn(issuer_id) {
      const issuer = sign_in.find((one) => one.settings.id === issuer_id)
      if (!issuer) throw new DomainError('ISSUER_NOT_FOUND', { issuer: issuer_id })
      return issuer
    },
    redeems(state, until) {
      for (const [old, end] of redeemed) if (end < Date.now()) redeemed.delete(old)
      if (redeemed.has(state)) return false
      redeemed.set(state, until)
      return true
    },
    findByToken: (token) => byUrl.get(withoutSlash(readIssuer(token) ?? '')),
  }
}

export function listIssuers({ issuers }: { readonly issuers: Issuers }): { items: ListedIssuer[] } {
  return { items: issuers.sign_in.map(({ settings: { id, name } }) => ({ id, name })) }
}

function readIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss
  } catch {
    return undefined
  }
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, '')
}
