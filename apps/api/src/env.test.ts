import { SettingsError } from '@assay/settings'
import { documentedVariables, variablesIn } from '@assay/settings/testing'
import { expect, it } from 'vitest'
import { readEnvironment } from './env.ts'

const needed = {
  ASSAY_DATABASE_URL: 'postgres://localhost/assay',
  ASSAY_STORAGE_URL: 'file:///srv/objects',
  ASSAY_SECRET_KEY: 'a key that is only good for tests',
}
const lab = { id: 'lab', name: 'Lab', url: 'http://login.example.org', client_id: 'assay', client_secret: 'hush' }

it('needs a database, a storage and a key, which it cannot make for itself', () => {
  expect(() => readEnvironment({})).toThrow(
    new SettingsError(
      [
        'These settings are not valid:',
        '  ASSAY_DATABASE_URL: must be set',
        '  ASSAY_STORAGE_URL: must be set',
        '  ASSAY_SECRET_KEY: must be set',
      ].join('\n'),
    ),
  )
  expect(readEnvironment(needed)).toMatchObject({ port: 3210, storage_url: 'file:///srv/objects', unknown: [] })
})

it('says which issuer is wrong and why, without what is secret', () => {
  const read = () => readEnvironment({ ...needed, ASSAY_ISSUERS: JSON.stringify([lab]) })
  expect(read).toThrow(/ASSAY_ISSUERS\.0\.url: must begin with https/)
  expect(read).not.toThrow(/hush/)
})

it('reads what the manual says that servers read', () => {
  expect(variablesIn(readEnvironment(needed))).toEqual(documentedVariables(/servers/))
})

it('lets nobody be a user who presents nothing, unless only this machine can connect', () => {
  const open = { ...needed, ASSAY_OPEN_USER: 'ada@example.org' }
  expect(readEnvironment({ ...open, ASSAY_HOST: '127.0.0.1' }).open_user).toBe('ada@example.org')
  expect(() => readEnvironment({ ...open, ASSAY_HOST: '0.0.0.0' })).toThrow(/^ASSAY_OPEN_USER .*ASSAY_HOST=127/)
})
