import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6

export type Reach = 'public' | 'loopback' | 'special'

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')
const ipv4Mapped = ipaddr.IPv6.parseCIDR('::ffff:0:0/96')
const nat64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96')

/**
 * Where an IP address leads: to the Internet, to this machine, or to a special place (private, link-local, carrier,
 * multicast, documentation, tunnels, …). An IPv6 address that stands for an IPv4 address leads where that leads.
 */
export function reachOf(text: string): Reach {
  const address = unwrap(ipaddr.parse(text))
  const range = address.range()
  if (range === 'loopback') return 'loopback'
  const isRoutable = address instanceof ipaddr.IPv4 || address.match(globalUnicast)
  return range === 'unicast' && isRoutable ? 'public' : 'special'
}

function unwrap(address: Address): Address {
  if (address instanceof ipaddr.IPv4) return address
  if (address.match(ipv4Mapped)) return address.toIPv4Address()
  return address.match(nat64) ? new ipaddr.IPv4(address.toByteArray().slice(12)) : address
}
