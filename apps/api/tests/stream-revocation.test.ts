import { createApiKey, revokeApiKey } from '@assay/access'
import { stopRun } from '@assay/core'
import { expect, it } from 'vitest'
import { ago, changeSessions, cookieOf, makeAccount, signIn } from './session-cookie.ts'
import { startApi, type TestApi } from './test-api.ts'

/** An open stream: what has begun to come, and all of it once it has ended. */
async function open(url: string, headers: Record<string, string>) {
  const answer = await fetch(url, { headers })
  expect(answer.status).toBe(200)
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const read = async () => {
    const { value, done } = (await reader?.read()) ?? { done: true, value: undefined }
    text += value ?? ''
    return done
  }
  while (!text.includes('run.queued') && !text.includes('"seq":1')) await read()
  return async () => {
    while (!(await read()));
    return text
  }
}

const streams = ({ url }: TestApi, run_id: string) => [
  `${url}/api/v1/runs/${run_id}/events`,
  `${url}/trpc/runs.events?input=${encodeURIComponent(JSON.stringify({ run_id }))}`,
]

it('ends the streams of a key that is revoked, and says why', async () => {
  await using api = await startApi()
  const { run_id } = await api.submitRun()
  const { id, key } = await createApiKey(api.core, api.user.actor, { name: 'a key', scopes: ['read'] })
  const headers = { authorization: `Bearer ${key}` }
  const opened = await Promise.all(streams(api, run_id).map((url) => open(url, headers)))
  await revokeApiKey(api.core, api.user.actor, { api_key_id: id })
  for (const rest of opened) {
    const text = await rest()
    expect(text).toContain('CREDENTIALS_INVALID')
    expect(text).not.toMatch(/event: (end|return)/)
  }
})

it('ends them within the time of a check when the hint was lost', async () => {
  await using api = await startApi({ credential_seconds: 1 })
  const { run_id } = await api.submitRun()
  const { id, key } = await createApiKey(api.core, api.user.actor, { name: 'a key', scopes: ['read'] })
  const opened = await Promise.all(streams(api, run_id).map((url) => open(url, { authorization: `Bearer ${key}` })))
  await api.core.db.deleteFrom('api_keys').where('id', '=', id).execute()
  for (const rest of opened) expect(await rest()).toContain('CREDENTIALS_INVALID')
})

it('ends them when the key no longer goes as far', async () => {
  await using api = await startApi()
  const { run_id } = await api.submitRun()
  const { id, key } = await createApiKey(api.core, api.user.actor, { name: 'a key', scopes: ['read'] })
  const [rest] = await Promise.all(streams(api, run_id).map((url) => open(url, { authorization: `Bearer ${key}` })))
  await api.core.db
    .updateTable('api_keys')
    .set({ scopes: ['datasets:read'] })
    .where('id', '=', id)
    .execute()
  api.core.hints.hint('assay_credentials')
  expect(await rest?.()).toContain('FORBIDDEN')
})

it('goes on with the streams of a session whose token was replaced, and ends them when it is signed out', async () => {
  await using api = await startApi()
  await makeAccount(api)
  const cookie = await signIn(api)
  const { id, email } = await api.core.db.selectFrom('users').select(['id', 'email']).executeTakeFirstOrThrow()
  const owner = { ...api.user, actor: { user_id: id, email, groups: ['users' as const] } }
  const [one, other] = [await api.submitRun(owner), await api.submitRun(owner)]
  const toStop = await Promise.all(streams(api, one.run_id).map((url) => open(url, { cookie })))
  const toSignOut = await Promise.all(streams(api, other.run_id).map((url) => open(url, { cookie })))
  const me = (pair: string) => api.app.inject({ url: '/api/v1/me', headers: { cookie: pair } })

  await changeSessions(api, { rotated_at: ago(3_601) })
  const next = cookieOf(await me(cookie))?.pair ?? ''
  await changeSessions(api, { rotated_at: ago(61) })
  expect((await me(next)).statusCode).toBe(200)
  // had the streams been judged by the token that they came with, the session would have ended
  await changeSessions(api, { last_used_at: ago(1) })
  expect((await me(next)).statusCode).toBe(200)
  await stopRun(api.core, owner.actor, { run_id: one.run_id })
  for (const rest of toStop) expect(await rest()).toMatch(/event: (end|return)/)

  const headers = { cookie: next, 'sec-fetch-site': 'same-origin' }
  await api.app.inject({ method: 'DELETE', url: '/api/v1/session', headers })
  for (const rest of toSignOut) expect(await rest()).toContain('CREDENTIALS_INVALID')
})
