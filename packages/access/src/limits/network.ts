import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

const longestName = 64

/** What is counted as one caller: an IPv4 address, or the /64 of an IPv6 address, all of which one machine can have. */
export function networkOf(address: string): string {
  // behind a proxy the address is whatever the proxy says
  if (isIP(address) === 0) return address.slice(0, longestName)
  const parsed = ipaddr.process(address)
  if (parsed instanceof ipaddr.IPv4) return parsed.toString()
  return ipaddr.IPv6.networkAddressFromCIDR(`${new ipaddr.IPv6(parsed.parts).toString()}/64`).toString()
}
