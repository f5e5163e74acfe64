import { prepareFirstStart } from '@assay/access'
import { expect } from 'vitest'
import { z } from 'zod'
import type { TestApi } from './test-api.ts'

export const account = { email: 'ada@example.org', password: 'correct horse battery' }

/** Has one account, with a password, and nobody else. */
export async function makeAccount({ core }: TestApi): Promise<void> {
  await core.db.deleteFrom('users').execute()
  expect(await prepareFirstStart(core, account)).toMatchObject({ kind: 'admin' })
}

const setCookie = z.union([z.string(), z.array(z.string())]).optional()

/** What an answer has the browser keep: the pair to send, and the attributes. */
export function cookieOf({
  headers,
}: {
  readonly headers: object
}): { pair: string; attributes: string[] } | undefined {
  const [cookie] = [setCookie.parse('set-cookie' in headers ? headers['set-cookie'] : undefined) ?? []].flat()
  if (cookie === undefined) return undefined
  const [pair = '', ...attributes] = cookie.split('; ')
  return { pair, attributes }
}

/** Signs in as a browser does; the pair that it sends from then on. */
export async function signIn({ app }: TestApi): Promise<string> {
  const answer = await app.inject({ method: 'POST', url: '/api/v1/session', payload: account })
  expect(answer.statusCode).toBe(201)
  return cookieOf(answer)?.pair ?? ''
}

/** So many seconds before now. */
export const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString()

/** Moves what the rows of sessions say of the past, and forgets what was checked. */
export async function changeSessions(
  api: TestApi,
  row: { rotated_at?: string; last_used_at?: string; expires_at?: string },
) {
  await api.core.db.updateTable('sessions').set(row).execute()
  await forgetChecks(api)
}

/** Has the server look at the database again for whoever asks. */
export async function forgetChecks({ core }: TestApi): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const unsubscribe = core.signals.subscribe('assay_credentials', () => resolve())
  core.hints.hint('assay_credentials')
  await promise
  unsubscribe()
}
