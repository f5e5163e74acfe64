import dns from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { DomainError } from '@assay/schemas'
import { reachOf } from './address.ts'
import { readAllowList, unbracket } from './allow-list.ts'
import type { OutgoingProxy } from './proxy.ts'

/** Which addresses outgoing calls may reach, besides public ones. */
export interface AllowedTargets {
  /** Hosts, by name or address and without a port, that may have any address; networks, as CIDR, for any host. */
  readonly allow: readonly string[]
  /** Whether any host may be this machine. */
  readonly allow_loopback: boolean
  /** Through what calls go; absent: directly. */
  readonly proxy?: OutgoingProxy | undefined
}

export interface GuardOptions extends AllowedTargets {
  /** Resolves all addresses of a name; the system does so unless given. */
  readonly lookup?: LookupFunction | undefined
}

/** Checks outgoing calls, first by the URL, then by the addresses of its host. */
export interface Guard {
  /** @throws DomainError `URL_REFUSED` */
  checkUrl(url: URL): void
  /**
   * Checks the addresses that a host has here, where a proxy is to look it up; one that is unknown here passes.
   *
   * @throws DomainError `URL_REFUSED`
   */
  checkHost(url: URL): Promise<void>
  /** Looks a host up for a connection, and fails with `URL_REFUSED` when any of its addresses is refused. */
  readonly lookup: LookupFunction
}

/** @throws AllowListError */
export function createGuard({ allow, allow_loopback, lookup = dns.lookup }: GuardOptions): Guard {
  const allowed = readAllowList(allow)

  /** Why an address may not be reached, or `null`. */
  function objection(address: string): string | null {
    if (allowed.hasAddress(address)) return null
    const reach = reachOf(address)
    if (reach === 'public' || (reach === 'loopback' && allow_loopback)) return null
    const place = reach === 'loopback' ? 'this machine itself' : 'a private or special address'
    return `it is ${place}. The operator can allow it (ASSAY_ALLOW_PRIVATE_URLS).`
  }

  return {
    async checkHost({ hostname }) {
      if (isIP(unbracket(hostname)) !== 0 || allowed.hasHost(hostname)) return
      const found = await lookUpAll(hostname, lookup)
      const reason = found.map(objection).find((each) => each !== null)
      if (reason) throw new DomainError('URL_REFUSED', { host: hostname, reason })
    },

    checkUrl(url) {
      const host = unbracket(url.hostname)
      const reason = objectionToUrl(url) ?? (isIP(host) === 0 ? null : objection(host))
      if (reason !== null) throw new DomainError('URL_REFUSED', { host: url.host, reason })
    },

    lookup(host, options, callback) {
      lookup(host, { ...options, all: true }, (error, found, family) => {
        if (error) return callback(error, [])
        const addresses = typeof found === 'string' ? [{ address: found, family: family ?? isIP(found) }] : found
        const reasons = allowed.hasHost(host) ? [] : addresses.map(({ address }) => objection(address))
        const reason = reasons.find((each) => each !== null)
        if (reason) return callback(new DomainError('URL_REFUSED', { host, reason }), [])
        const [first] = addresses
        if (options.all || first === undefined) return callback(null, addresses)
        callback(null, first.address, first.family)
      })
    },
  }
}

/** All addresses of a name; none where it is unknown here. */
function lookUpAll(host: string, lookup: LookupFunction): Promise<string[]> {
  return new Promise((resolve) => {
    lookup(host, { all: true }, (error, found) => {
      if (error) return resolve([])
      resolve(typeof found === 'string' ? [found] : found.map(({ address }) => address))
    })
  })
}

function objectionToUrl({ protocol, username, password }: URL): string | null {
  if (protocol !== 'https:' && protocol !== 'http:') return 'only http and https are called.'
  return username === '' && password === '' ? null : 'its URL holds credentials. Store them as a secret.'
}
