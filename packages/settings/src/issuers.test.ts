import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readSettings } from './read-settings.ts'
import { settings } from './settings.ts'

const lab = { id: 'lab', name: 'Lab', url: 'https://login.example.org', client_id: 'assay', client_secret: 'hush' }
const read = (variables: Record<string, string>) => readSettings(settings.pick({ issuers: true }), variables)

describe('ASSAY_ISSUERS', () => {
  it('is JSON, or the path of a file of JSON, or nothing', () => {
    const directory = mkdtempSync(join(tmpdir(), 'assay-issuers-'))
    onTestFinished(() => rmSync(directory, { recursive: true }))
    const path = join(directory, 'issuers.json')
    writeFileSync(path, JSON.stringify([lab]))
    expect(read({ ASSAY_ISSUERS: path }).issuers).toEqual([lab])
    expect(read({ ASSAY_ISSUERS: JSON.stringify([lab]) }).issuers).toEqual([lab])
    expect(read({}).issuers).toEqual([])
  })

  it.each<[string, RegExp]>([
    ['[{"client_secret": "hush",}]', /ASSAY_ISSUERS: is not valid JSON/],
    ['/no/such/file.json', /ASSAY_ISSUERS: cannot be read from the file "\/no\/such\/file.json"/],
  ])('is refused with a reason, which does not repeat secrets: %s', (text, message) => {
    expect(() => read({ ASSAY_ISSUERS: text })).toThrow(message)
    expect(() => read({ ASSAY_ISSUERS: text })).not.toThrow(/hush/)
  })
})
