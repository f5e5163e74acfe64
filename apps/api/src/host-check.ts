import { isIPv4 } from 'node:net'
import { DomainError } from '@assay/schemas'
import type { FastifyInstance } from 'fastify'
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

/** Whether a name or an address, an IPv6 one with or without brackets, stands for this machine alone. */
function isLoopback(name: string): boolean {
  if (name === 'localhost' || name === '::1' || name === '[::1]') return true
  return isIPv4(name) && name.startsWith('127.')
}

function hostnameOf(host: string): string | undefined {
  const url = `http://${host}`
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : undefined
}
