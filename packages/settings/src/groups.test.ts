import { expect, it } from 'vitest'
import { adminOf, mailOf } from './groups.ts'

it('takes address and password of the admin together or not at all', () => {
  const admin = { admin_email: 'ada@example.org', admin_password: 'correct horse battery' }
  expect(adminOf(admin)).toEqual({ email: 'ada@example.org', password: 'correct horse battery' })
  expect(adminOf({})).toBeUndefined()
  expect(() => adminOf({ admin_email: 'ada@example.org' })).toThrow('ASSAY_ADMIN_EMAIL and ASSAY_ADMIN_PASSWORD')
})

it('takes server and sender of mail together or not at all', () => {
  const mail = { smtp_url: 'smtp://mail.example.org', mail_from: 'assay@example.org' }
  expect(mailOf(mail)).toEqual({ smtp_url: 'smtp://mail.example.org', from: 'assay@example.org' })
  expect(mailOf({})).toBeUndefined()
  expect(() => mailOf({ mail_from: 'assay@example.org' })).toThrow('ASSAY_SMTP_URL and ASSAY_MAIL_FROM')
})
