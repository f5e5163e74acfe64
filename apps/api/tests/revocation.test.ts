import { createApiKey, revokeApiKey } from '@assay/access'
import { expect, it } from 'vitest'
import { startApi, type TestApi } from './test-api.ts'

const visitors = 100

/** Asks over and over on a hundred connections until each was refused. */
async function knockUntilRefused(api: TestApi, key: string, onAnswer: () => void): Promise<number[]> {
  const url = `${api.url}/api/v1/me`
  const headers = { authorization: `Bearer ${key}` }
  const knock = async () => {
    for (;;) {
      const { status } = await fetch(url, { headers })
      if (status !== 200) return status
      onAnswer()
    }
  }
  return Promise.all(Array.from({ length: visitors }, knock))
}

it('stops a key that is revoked while a hundred of its requests are in flight', async () => {
  await using api = await startApi()
  const { id, key } = await createApiKey(api.core, api.user.actor, { name: 'busy', scopes: ['read'] })
  const { promise: busy, resolve } = Promise.withResolvers<void>()
  let answered = 0
  const refused = knockUntilRefused(api, key, () => {
    answered += 1
    if (answered === visitors * 2) resolve()
  })
  await busy
  await revokeApiKey(api.core, api.user.actor, { api_key_id: id })
  expect(new Set(await refused)).toEqual(new Set([401]))
  const later = await fetch(`${api.url}/api/v1/me`, { headers: { authorization: `Bearer ${key}` } })
  expect(later.status).toBe(401)
})

it('stops a key within the time of the cache, although the hint was lost', async () => {
  await using api = await startApi({ credential_seconds: 1 })
  const { id, key } = await createApiKey(api.core, api.user.actor, { name: 'busy', scopes: ['read'] })
  const { promise: busy, resolve } = Promise.withResolvers<void>()
  const refused = knockUntilRefused(api, key, resolve)
  await busy
  await api.core.db.deleteFrom('api_keys').where('id', '=', id).execute()
  expect(new Set(await refused)).toEqual(new Set([401]))
})
