import { DomainError } from '@assay/schemas'
import type { FastifyInstance } from 'fastify'
import { isLoopback } from './loopback.ts'
import type { ApiDeps } from './settings.ts'

/**
 * While only this machine can connect, answers only under the names of this machine and of the public address: a page
 * elsewhere could have its own name point here, and would count as ours. Health is answered under any name.
 */
export function checkHost(app: FastifyInstance, { settings: { host, public_url } }: ApiDeps): void {
  if (!isLoopback(host)) return
  const publicName = public_url && new URL(public_url).hostname
  app.addHook('onRequest', async (request) => {
    // not the proxy's header, which a page could set as well
    const { host: given } = request.raw.headers
    if (given === undefined || request.routeOptions.config.procedure?.startsWith('health.')) return
    const name = hostnameOf(given)
    if (name === undefined || (name !== publicName && !isLoopback(name))) {
      throw new DomainError('MISDIRECTED', { host: given })
    }
  })
}

function hostnameOf(host: string): string | undefined {
  const url = `http://${host}`
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : undefined
}
