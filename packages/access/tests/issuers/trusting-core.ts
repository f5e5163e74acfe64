import { createGuardedFetch, type GuardedFetchOptions } from '@assay/outgoing'
import { DomainError, type ErrorCode } from '@assay/schemas'
import type { z } from 'zod'
import type { Actor } from '../../src/actor.ts'
import { createAuthenticator } from '../../src/credential/authenticator.ts'
import type { IssuerPace } from '../../src/issuers/issuer.ts'
import { issuerList } from '../../src/issuers/issuer-settings.ts'
import { createIssuers } from '../../src/issuers/issuers.ts'
import type { OpenAccess } from '../../src/open-access.ts'
import { openTestAccess } from '../open-test-access.ts'

const address = '192.0.2.1'
const request_id = 'a-request'

type GivenSettings = Partial<z.input<typeof issuerList>[number]> & { readonly url: string }

interface TrustOptions {
  readonly pace?: Partial<IssuerPace>
  readonly outgoing?: Partial<GuardedFetchOptions>
}

/** Core that trusts issuers, and how to come to it with a token. */
export interface TrustingCore extends AsyncDisposable {
  readonly core: OpenAccess
  actorOf(token: string): Promise<Actor>
  /** What a token is refused with. */
  refusalOf(token: string): Promise<ErrorCode | 'none'>
}

/** Core that trusts issuers for the audience "assay", each unless its settings say more. */
export async function trust(
  settings: GivenSettings | readonly GivenSettings[],
  { pace, outgoing }: TrustOptions = {},
): Promise<TrustingCore> {
  await using stack = new AsyncDisposableStack()
  const opened = stack.use(await openTestAccess())
  const client = stack.use(createGuardedFetch({ allow: [], allow_loopback: true, ...outgoing }))
  const list = [settings]
    .flat()
    .map((one, index) => ({ id: `issuer-${index}`, name: 'Lab', audience: 'assay', ...one }))
  const issuers = createIssuers(issuerList.parse(list), { fetch: client.fetch, log: opened.log, pace })
  const core = { ...opened, issuers }
  const authenticator = stack.use(createAuthenticator(core))
  const actorOf = (token: string) => authenticator.authenticate({ kind: 'token', token }, { address, request_id })
  const moved = stack.move()
  return {
    core,
    actorOf,
    refusalOf: (token) =>
      actorOf(token).then(
        () => 'none',
        (error: unknown) => {
          if (DomainError.is(error)) return error.code
          throw error
        },
      ),
    [Symbol.asyncDispose]: () => moved.disposeAsync(),
  }
}
