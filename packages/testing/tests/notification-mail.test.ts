import { mailNotices } from '@assay/core'
import { AssayError } from '@assay/sdk'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  type MailServer,
  type Platform,
  type ReceivedMail,
  startMailServer,
  startPlatform,
  startWebhookReceiver,
  type TestUser,
} from '../src/index.ts'
import { bringForward, endRun, waits } from './webhooks/scene.ts'

const from = 'Assay <assay@example.org>'
let platform: Platform
let mail: MailServer

beforeAll(async () => {
  mail = await startMailServer()
  const settings = { mail: { smtp_url: mail.smtp_url, from }, public_url: 'https://assay.example.org' }
  platform = await startPlatform({ settings })
})

afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await mail[Symbol.asyncDispose]()
})

function subjectOf({ source }: ReceivedMail): string {
  return /^Subject: (.*)$/m.exec(source)?.[1]?.trim() ?? ''
}

/** Lets the pause between mails to a user pass. */
async function passPause({ actor }: TestUser): Promise<void> {
  await sql`
    update notification_settings set mailed_at = now() - interval '2 minutes' where owner_id = ${actor.user_id}`.execute(
    platform.core.db,
  )
  await bringForward(platform, 'notice.mail')
}

it('mails nothing to whoever has not asked for it', async () => {
  const user = await platform.addUser()
  expect(await user.client.notifications.get()).toEqual({ email: 'never', about: 'runs', address: user.actor.email })
  await endRun(platform, { owner_id: user.actor.user_id, jobs: { a: 'failed' } })
  const { rows } = await sql`select from notices where owner_id = ${user.actor.user_id}`.execute(platform.core.db)
  expect(rows).toEqual([])
})

it('mails how a run ended, why, where to look, and how to have no more of it', async () => {
  const user = await platform.addUser()
  const { client, actor } = user
  await client.notifications.update({ email: 'failures' })
  await endRun(platform, { owner_id: actor.user_id, name: 'fine', jobs: { a: 'succeeded' } })
  const run_id = await endRun(platform, { owner_id: actor.user_id, name: 'news <b>', jobs: { a: 'failed' } })
  const letter = await mail.next(actor.email)
  expect(subjectOf(letter)).toBe('Run failed: news <b>')
  const { source } = letter
  expect(source).toContain('The run "news <b>" failed: Too many examples failed.')
  expect(source).toContain(`https://assay.example.org/api/v1/runs/${run_id}`)
  expect(source).toContain('news &lt;b>')
  expect(source).not.toContain('text of an example')
  expect(source).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m)
  const [, address = ''] = /^List-Unsubscribe: ?<(.*)>/m.exec(source.replaceAll(/\r\n[ \t]+/g, '')) ?? []
  expect(source).toContain('This turns such mails off:')
  const url = platform.url + new URL(address).pathname
  const page = await fetch(url)
  expect([page.status, page.headers.get('content-security-policy')]).toEqual([
    200,
    expect.stringContaining("default-src 'none'"),
  ])
  expect(await page.text()).toContain('<form method="post">')
  expect((await client.notifications.get()).email).toBe('failures')
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
  const turnedOff = await fetch(url, { method: 'POST', body })
  expect([turnedOff.status, await turnedOff.text()]).toEqual([200, expect.stringContaining('turned off')])
  expect((await client.notifications.get()).email).toBe('never')
  const wrong = await fetch(`${url.slice(0, -4)}AAAA`, { method: 'POST', body })
  expect([wrong.status, await wrong.json()]).toEqual([400, expect.objectContaining({ code: 'TOKEN_INVALID' })])
})

it('mails of jobs where that was asked for, and what ends within a minute in one mail', async () => {
  const user = await platform.addUser()
  const { client, actor } = user
  await client.notifications.update({ email: 'all', about: 'jobs' })
  const jobs = { first: 'succeeded' } as const
  await endRun(platform, { owner_id: actor.user_id, jobs })
  const first = await mail.next(actor.email)
  expect(subjectOf(first)).toBe('Assay: 2 things have happened')
  expect(first.source).toContain('The job "first" of the run "a run" succeeded.')
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`j${index}`, 'stopped' as const]))
  await endRun(platform, { owner_id: actor.user_id, jobs: many })
  await endRun(platform, { owner_id: actor.user_id, jobs })
  await expect.poll(async () => (await waits(platform, 'notice.mail')).filter((seconds) => seconds > 30).length).toBe(2)
  await passPause(user)
  const second = await mail.next(actor.email)
  expect(subjectOf(second)).toBe('Assay: 43 things have happened')
  expect(second.source).toContain('And 23 more.')
  expect(mail.mails.filter(({ to }) => to === actor.email)).toHaveLength(2)
})

it('mails the owner of a webhook that is gone, whatever else they are mailed', async () => {
  await using receiver = await startWebhookReceiver(() => 410)
  const { client, actor } = await platform.addUser()
  const { id } = await client.webhooks.create({ url: receiver.url })
  await endRun(platform, { owner_id: actor.user_id, jobs: { a: 'succeeded' } })
  const { source } = await mail.next(actor.email)
  expect(source).toContain(`The webhook ${id} at ${new URL(receiver.url).host} is disabled`)
  expect(source).toContain(`assay webhooks update ${id} --enable`)
})

it('mails the end of a job of DECODE’s clients in its words, until that is turned off', async () => {
  const { client, actor } = await platform.addUser()
  const owner_id = actor.user_id
  await endRun(platform, { owner_id, numbered: 'fit <1>', jobs: { job: 'failed' } })
  const letter = await mail.next(actor.email)
  expect(subjectOf(letter)).toMatch(/^Job fit <1> \(id=\d+\) error$/)
  const source = letter.source.replaceAll('=\r\n', '')
  expect(source).toMatch(/This is an update for job 'fit <1>': \(id=(3D)?\d+\)\./)
  expect(source).toContain('Status: error.')
  expect(source).toContain('Job run-time details:')
  expect(source).toContain('Too many examples failed.')
  expect(source).toContain('fit &lt;1>')
  expect(source).toContain('executes your jobs. This turns such mails off:')
  const [, address = ''] = /^List-Unsubscribe: ?<(.*)>/m.exec(letter.source.replaceAll(/\r\n[ \t]+/g, '')) ?? []
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
  await fetch(platform.url + new URL(address).pathname, { method: 'POST', body })
  expect((await client.notifications.get()).email).toBe('never')
  await endRun(platform, { owner_id, numbered: 'two', jobs: { job: 'succeeded' } })
  await client.notifications.update({ email: 'all', about: 'jobs' })
  await endRun(platform, { owner_id, numbered: 'three', jobs: { job: 'succeeded' } })
  const next = await mail.next(actor.email)
  expect(subjectOf(next)).toMatch(/^Job three \(id=\d+\) finished$/)
})

it('mails nobody at an address that is not confirmed', async () => {
  const { client, actor } = await platform.addUser()
  await sql`update users set email_confirmed_at = null where id = ${actor.user_id}`.execute(platform.core.db)
  expect(await client.notifications.update({ email: 'all' })).toMatchObject({ address: null })
  await endRun(platform, { owner_id: actor.user_id, jobs: { a: 'failed' } })
  const isDone = async () => {
    const { rows } = await sql`select from notices where owner_id = ${actor.user_id}`.execute(platform.core.db)
    return rows.length
  }
  await expect.poll(isDone).toBe(0)
  expect(mail.mails.filter(({ to }) => to === actor.email)).toEqual([])
})

it('keeps what could not be mailed for the next try, and forgets it when there is none', async () => {
  await using refusing = await startMailServer((_to, asked_before) => (asked_before === 0 ? 450 : 550))
  const settings = { mail: { smtp_url: refusing.smtp_url, from } }
  await using other = await startPlatform({ settings, worker: false })
  const { user_id } = other.user.actor
  await other.client.notifications.update({ email: 'all' })
  await endRun(other, { owner_id: user_id, jobs: { a: 'failed' } })
  const left = async () => (await sql`select from notices`.execute(other.core.db)).rows.length
  await expect(mailNotices(other.core, { user_id })).rejects.toThrow(/450/)
  expect(await left()).toBe(1)
  await other.addWorker()
  await expect.poll(left, { timeout: 10_000 }).toBe(0)
}, 30_000)

it('says that no mail is sent where no server for it is set', async () => {
  await using plain = await startPlatform({ worker: false })
  const { client } = plain
  expect(await client.notifications.get()).toEqual({ email: 'never', about: 'runs', address: null })
  const refusal = client.notifications.update({ email: 'all' })
  await expect(refusal).rejects.toSatisfy((error) => AssayError.is(error, 'NO_MAIL_SENT'))
  expect(await client.notifications.update({ about: 'jobs' })).toMatchObject({ email: 'never', about: 'jobs' })
})
