import { OAuth2Server, type OAuth2Service } from 'oauth2-mock-server'
import { onTestFinished } from 'vitest'

/** An issuer that believes everything, and whose answers a test can change, until the test ends. */
export async function startMockIssuer(): Promise<{ readonly url: string; readonly service: OAuth2Service }> {
  const server = new OAuth2Server()
  await server.issuer.keys.generate('RS256')
  await server.start(0, '127.0.0.1')
  onTestFinished(() => server.stop())
  const url = `http://127.0.0.1:${server.address().port}`
  server.issuer.url = url
  return { url, service: server.service }
}
