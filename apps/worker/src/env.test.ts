import { SettingsError } from '@assay/settings'
import { documentedVariables, variablesIn } from '@assay/settings/testing'
import { expect, it } from 'vitest'
import { readEnvironment } from './env.ts'

const needed = {
  ASSAY_DATABASE_URL: 'postgres://localhost/assay',
  ASSAY_STORAGE_URL: 'file:///srv/objects',
  ASSAY_SECRET_KEY: 'a key that is only good for tests',
}
const mail = { ASSAY_SMTP_URL: 'smtp://mail.example.org', ASSAY_MAIL_FROM: 'assay@example.org' }

it('reads what the manual says that workers read', () => {
  expect(variablesIn(readEnvironment(needed))).toEqual(documentedVariables(/workers/))
})

it('needs an address for the links in the mail that it sends', () => {
  expect(() => readEnvironment({ ...needed, ...mail })).toThrow(SettingsError)
  expect(readEnvironment({ ...needed, ...mail, ASSAY_PUBLIC_URL: 'https://assay.example.org/' })).toMatchObject({
    mail: { smtp_url: 'smtp://mail.example.org', from: 'assay@example.org' },
    public_url: 'https://assay.example.org',
  })
})
