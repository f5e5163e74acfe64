import { createApiKey, createShare } from '@assay/access'
import { insertUser, newId } from '@assay/db'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { type Platform, startPlatform } from '../../src/index.ts'

let platform: Platform
const path = 'output/run-7/a.txt'
const stack = new AsyncDisposableStack()

beforeAll(async () => {
  platform = stack.use(await startPlatform())
  const { files } = platform.client
  await files.upload(new Blob(['for who has the URL']), path)
  await files.upload(new Blob(['for nobody else']), 'config/secret.txt')
})
afterAll(() => stack.disposeAsync())

/** Asks as somebody who is not signed in. */
async function knock(pathname: string, method = 'GET'): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${platform.url}${pathname}`, { method })
  return { status: answer.status, text: await answer.text() }
}

async function sign(authorization: string, more: { owner?: string } = {}): Promise<string> {
  const answer = await fetch(`${platform.url}/api/v1/files/urls`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ path, expires_seconds: 60, ...more }),
  })
  return new URL(z.object({ url: z.string() }).parse(await answer.json()).url).pathname
}

const served = { status: 200, text: 'for who has the URL' }
const refused = { status: 403, text: expect.stringContaining('"SIGNED_URL_INVALID"') }
const ofOwner = () => `Bearer ${platform.user.key}`

it('serves whoever has it', async () => {
  expect(await knock(await sign(ofOwner()))).toEqual(served)
})

it('leads nowhere else when its path is altered, and lasts no longer when its bytes are', async () => {
  const url = await sign(ofOwner())
  const [, , , , , token = ''] = url.split('/')
  const bytes = Buffer.from(token, 'base64url')
  const altered = Array.from(bytes, (byte, at) => {
    const other = Buffer.from(bytes)
    other[at] = byte ^ 1
    return `${other.toString('base64url')}/a.txt`
  })
  const others = [`${token}/secret.txt`, `${token}/b.txt`, `${token}/..%2Fa.txt`, `${token}/config%2Fsecret.txt`]
  for (const other of [...altered, ...others]) expect(await knock(`/api/v1/files/signed/${other}`)).toEqual(refused)
  for (const beside of [`/api/v1/files/signed/${token}`, `${url}/more`, `/api/v1/files/signed/${token}/../content`]) {
    expect((await knock(beside)).status).not.toBe(200)
  }
})

it('changes nothing by another method', async () => {
  const url = await sign(ofOwner())
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) expect((await knock(url, method)).status).toBe(404)
  expect(await knock(url)).toEqual(served)
})

it('is refused once the key that made it is revoked', async () => {
  const { core, user } = platform
  const { id, key } = await createApiKey(core, user.actor, { name: 'to be revoked', scopes: ['files:read'] })
  const url = await sign(`Bearer ${key}`)
  expect(await knock(url)).toEqual(served)
  await user.client.apiKeys.revoke(id)
  expect(await knock(url)).toEqual(refused)
})

it('is refused once the share is revoked through which it was made', async () => {
  const { core, user } = platform
  const user_id = newId()
  const email = `${user_id}@example.org`
  const { groups } = await insertUser(core.db, {
    id: user_id,
    email,
    name: 'A',
    password_hash: null,
    groups: ['users'],
  })
  const friend = { user_id, email, groups }
  const { key } = await createApiKey(core, friend, { name: 'friend', scopes: ['files:read'] })
  const { id: file_id } = await user.client.trpc.files.get.query({ path: 'output/run-7' })
  const share = await createShare(core, user.actor, { file_id, with: { email }, access: 'read' })
  const url = await sign(`Bearer ${key}`, { owner: user.actor.email })
  expect(await knock(url)).toEqual(served)
  await user.client.trpc.shares.delete.mutate({ share_id: share.id })
  expect(await knock(url)).toEqual(refused)
})

it('is refused once its file is deleted', async () => {
  const url = await sign(ofOwner())
  await platform.user.client.trpc.files.delete.mutate({ path })
  expect(await knock(url)).toEqual(refused)
})
