import { OAuth2Server } from 'oauth2-mock-server'
import { onTestFinished } from 'vitest'

type Claims = Readonly<Record<string, unknown>>

interface TokenOptions {
  readonly claims?: Claims
  readonly header?: Claims
  /** By which key, if not by any. */
  readonly kid?: string
}

/** An identity provider in this process, until the test ends. */
export interface MockIssuer {
  readonly url: string
  readonly port: number
  readonly server: OAuth2Server
  /** A token of Ada for Assay; what is undefined is left out. */
  token(options?: TokenOptions): Promise<string>
  stop(): Promise<void>
}

/** Starts an issuer with a key of its own, on a port of its own unless it takes another's place. */
export async function startIssuer({ port = 0, alg = 'RS256', kid = 'first' } = {}): Promise<MockIssuer> {
  const server = new OAuth2Server()
  await server.issuer.keys.generate(alg, { kid })
  await server.start(port, '127.0.0.1')
  const taken = server.address().port
  const url = `http://127.0.0.1:${taken}`
  server.issuer.url = url
  const stop = async () => {
    if (server.listening) await server.stop()
    // tokens can be made still
    server.issuer.url = url
  }
  onTestFinished(stop)
  return {
    url,
    port: taken,
    server,
    stop,
    token: ({ claims = {}, header = {}, kid: signing } = {}) =>
      server.issuer.buildToken({
        kid: signing,
        scopesOrTransform: (head, payload) => {
          Object.assign(head, header)
          Object.assign(payload, { sub: 'ada', aud: 'assay' }, claims)
        },
      }),
  }
}
