import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reachOf } from './address.ts'

describe(reachOf, () => {
  it.each(['8.8.8.8', '1.1.1.1', '2606:4700::1', '::ffff:8.8.8.8', '64:ff9b::808:808'])('%s is public', (address) => {
    expect(reachOf(address)).toBe('public')
  })

  it.each(['127.0.0.1', '127.255.1.2', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1'])(
    '%s is this machine',
    (address) => {
      expect(reachOf(address)).toBe('loopback')
    },
  )

  it.each([
    ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254'],
    ...['100.64.0.1', '192.0.0.8', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1'],
    ...['240.0.0.1', '255.255.255.255', '::', '::7f00:1', '::a00:1', 'fe80::1', 'fc00::1', 'fd12::1', 'fec0::1'],
    ...['ff02::1', '2001:db8::1', '2002:7f00:1::', '2001::1', '100::1', '64:ff9b:1::1', '3fff::1', '5f00::1'],
    ...['::ffff:10.0.0.1', '::ffff:a9fe:a9fe', '64:ff9b::a00:1', '::ffff:0:7f00:1'],
  ])('%s is special', (address) => {
    expect(reachOf(address)).toBe('special')
  })

  it('says of an IPv4 address in IPv6 what it says of the address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(reachOf(`::ffff:${address}`)).toBe(reachOf(address))
      }),
    )
  })
})
