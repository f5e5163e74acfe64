import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readEnvironment } from './env.ts'

const lab = { id: 'lab', name: 'Lab', url: 'https://login.example.org', client_id: 'assay', client_secret: 'hush' }

describe('ASSAY_ISSUERS', () => {
  it('is JSON, or the path of a file of JSON, or nothing', () => {
    const directory = mkdtempSync(join(tmpdir(), 'assay-issuers-'))
    onTestFinished(() => rmSync(directory, { recursive: true }))
    const path = join(directory, 'issuers.json')
    writeFileSync(path, JSON.stringify([lab]))
    expect(readEnvironment({ ASSAY_ISSUERS: path }).issuers).toMatchObject([lab])
    expect(readEnvironment({ ASSAY_ISSUERS: JSON.stringify([lab]) }).issuers).toMatchObject([lab])
    expect(readEnvironment({}).issuers).toEqual([])
  })

  it.each<[string, RegExp]>([
    ['[{"client_secret": "hush",}]', /ASSAY_ISSUERS: is not valid JSON/],
    ['/no/such/file.json', /ASSAY_ISSUERS: cannot be read from the file "\/no\/such\/file.json"/],
    [JSON.stringify([{ ...lab, url: 'http://login.example.org' }]), /ASSAY_ISSUERS\.0\.url: must begin with https/],
  ])('is refused with a reason, which does not repeat secrets: %s', (text, message) => {
    expect(() => readEnvironment({ ASSAY_ISSUERS: text })).toThrow(message)
    expect(() => readEnvironment({ ASSAY_ISSUERS: text })).not.toThrow(/hush/)
  })
})
