import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readDigest } from './digest.ts'

const digest = createHash('sha256').update('news')
const hex = digest.copy().digest('hex')
const base64 = digest.copy().digest('base64')

describe(readDigest, () => {
  it.each([
    `sha-256=:${base64}:`,
    ` sha-256=:${base64}: `,
    `sha-512=:AAAA:, sha-256=:${base64}:`,
    `sha-256=:${base64}:, unixsum=30637`,
  ])('reads %s', (header) => {
    expect(readDigest(header)).toBe(hex)
  })

  it.each([undefined, '', 'sha-512=:AAAA:', 'md5=:AAAA:', `x-sha-256=:${base64}:`])('finds none in %s', (header) => {
    expect(readDigest(header)).toBeUndefined()
  })

  it.each([`sha-256=${base64}`, `sha-256="${hex}"`, 'sha-256=:AAAA:', 'sha-256='])('refuses %s', (header) => {
    expect(() => readDigest(header)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }))
  })
})
