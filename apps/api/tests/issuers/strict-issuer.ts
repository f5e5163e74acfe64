import { once } from 'node:events'
import { createServer } from 'node:http'
import Provider from 'oidc-provider'
import { onTestFinished, vi } from 'vitest'

/** A port of this machine on which an issuer is to be. */
export interface IssuerPlace {
  readonly url: string
  /** Opens the issuer for one client. */
  open(client: { readonly redirect_uri: string }): void
  /** What it says of whoever signs in there; `null`: they say no. */
  person: Readonly<Record<string, unknown>> | null
}

export const clientSecret = 'a secret of Assay and the issuer: only for tests'

/** An issuer that insists on what the standards ask of clients, until the test ends. */
export async function reserveIssuer(): Promise<IssuerPlace> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const url = `http://127.0.0.1:${address.port}`
  const place: IssuerPlace = {
    url,
    person: { email: 'ada@example.org', email_verified: true, name: 'Ada', groups: ['team'] },
    open({ redirect_uri }) {
      const provider = openProvider(url, redirect_uri, () => place.person)
      const answer = provider.callback()
      server.on('request', (request, response) => {
        if (!request.url?.startsWith('/interaction/')) {
          void answer(request, response)
          return
        }
        const result = place.person === null ? { error: 'access_denied' } : { login: { accountId: 'ada' } }
        void provider.interactionFinished(request, response, result)
      })
    },
  }
  return place
}

function openProvider(url: string, redirect_uri: string, person: () => IssuerPlace['person']): Provider {
  // it warns that it is not meant for production as it is here
  const quiet = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'info')].map((spy) => spy.mockImplementation(() => {}))
  onTestFinished(() => {
    for (const spy of quiet) spy.mockRestore()
  })
  const provider = new Provider(url, {
    clients: [{ client_id: 'assay', client_secret: clientSecret, redirect_uris: [redirect_uri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    cookies: { keys: ['only for tests'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ ...person(), sub: id }) }),
    async loadExistingGrant({ oidc }) {
      const { account, client, provider: own } = oidc
      const grant = new own.Grant({ accountId: account?.accountId ?? '', clientId: client?.clientId ?? '' })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
  return provider
}
