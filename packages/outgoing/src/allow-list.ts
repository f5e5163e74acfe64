import { BlockList, isIP } from 'node:net'

/** An entry of the allow-list that names neither a host nor a network. */
export class AllowListError extends Error {
  override readonly name = 'AllowListError'

  constructor(entry: string) {
    super(
      `ASSAY_ALLOW_PRIVATE_URLS: "${entry}" is neither a host (a name or an address, without port) nor a network ` +
        'such as 10.1.0.0/16.',
    )
  }
}

/** What may be called even in private networks. */
export interface AllowList {
  hasHost(host: string): boolean
  hasAddress(address: string): boolean
}

/**
 * Reads hosts, by name or address, and networks, as `10.1.0.0/16` or `fd00::/8`.
 *
 * @throws AllowListError
 */
export function readAllowList(entries: readonly string[]): AllowList {
  const hosts = new Set<string>()
  const networks = new BlockList()
  for (const entry of entries) {
    const [address = '', bits] = unbracket(entry.trim()).split('/')
    const family = familyOf(address)
    if (family) networks.addSubnet(address, readBits(bits, family) ?? refuse(entry), family)
    else hosts.add(bits === undefined ? (canonicalHost(address) ?? refuse(entry)) : refuse(entry))
  }
  return {
    hasHost: (host) => hosts.has(host.toLowerCase()),
    hasAddress(address) {
      const [bare = ''] = address.split('%')
      return networks.check(bare, familyOf(bare))
    },
  }
}

/** An IPv6 address without the brackets of URLs. */
export function unbracket(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1')
}

type Family = 'ipv4' | 'ipv6'

function familyOf(address: string): Family | undefined {
  const version = isIP(address)
  if (version === 0) return undefined
  return version === 4 ? 'ipv4' : 'ipv6'
}

function readBits(text: string | undefined, family: Family): number | undefined {
  const most = family === 'ipv4' ? 32 : 128
  if (text === undefined) return most
  return /^\d{1,3}$/.test(text) && Number(text) <= most ? Number(text) : undefined
}

/** A name as URLs write it; undefined for an invalid one, such as one with a port. */
function canonicalHost(name: string): string | undefined {
  const url = URL.parse(`http://${name}/`)
  return url !== null && url.href === `http://${url.hostname}/` && familyOf(url.hostname) === undefined
    ? url.hostname
    : undefined
}

function refuse(entry: string): never {
  throw new AllowListError(entry)
}
