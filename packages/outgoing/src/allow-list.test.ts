import { describe, expect, it } from 'vitest'
import { readAllowList } from './allow-list.ts'

describe(readAllowList, () => {
  it('knows hosts by name, however they are written', () => {
    const list = readAllowList(['Models.Lab', 'münchen.example'])
    expect(list.hasHost('models.lab')).toBe(true)
    expect(list.hasHost('xn--mnchen-3ya.example')).toBe(true)
    expect(list.hasHost('lab')).toBe(false)
  })

  it.each([
    ['10.1.0.0/16', '10.1.255.255', '10.2.0.0'],
    ['10.1.0.0/16', '::ffff:10.1.2.3', '::ffff:10.2.0.0'],
    ['192.168.1.7', '192.168.1.7', '192.168.1.8'],
    ['fd00::/8', 'fdff::1', 'fe80::1'],
    ['[::1]', '::1', '::2'],
    ['fe80::/10', 'fe80::1%eth0', 'fd00::1'],
    ['0.0.0.0/0', '10.0.0.1', 'fd00::1'],
  ])('%s has %s and not %s', (entry, inside, outside) => {
    const list = readAllowList([entry])
    expect(list.hasAddress(inside)).toBe(true)
    expect(list.hasAddress(outside)).toBe(false)
  })

  it.each([
    'models.lab:8000',
    'http://models.lab',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10/8',
    'a b',
    'models.lab/24',
    '0x7f.1',
    '',
  ])('refuses "%s"', (entry) => {
    expect(() => readAllowList([entry])).toThrow(/neither a host/)
  })
})
