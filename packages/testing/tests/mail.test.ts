import { expect, it } from 'vitest'
import { startMailServer, startPlatform } from '../src/index.ts'
import { ask } from './ask.ts'

const from = 'Assay <assay@example.org>'

it('tries a mail again that the server does not take yet, and gives up one that it never will', {
  timeout: 90_000,
}, async () => {
  const codes: Record<string, number> = { 'later@example.org': 450, 'never@example.org': 550 }
  await using mail = await startMailServer((to, asked_before) =>
    to.startsWith('later') && asked_before > 0 ? undefined : codes[to],
  )
  await using platform = await startPlatform({ settings: { mail: { smtp_url: mail.smtp_url, from } } })
  const { key } = await platform.addUser({ groups: ['users', 'admin'] })
  for (const email of Object.keys(codes)) await ask(platform, 'POST /invitations', { as: key, body: { email } })
  const letters = async () => (await ask(platform, 'GET /dead_letters', { as: key })).body['items']
  await expect
    .poll(letters, { timeout: 20_000 })
    .toMatchObject([{ name: 'mail.send', reason: expect.stringContaining('not for never@example.org') }])
  const { fragment } = await mail.next('later@example.org')
  expect(fragment).toMatch(/^invitation=/)
})
