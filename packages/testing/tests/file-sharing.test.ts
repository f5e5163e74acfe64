import { toAssayError } from '@assay/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Platform, startPlatform, type TestUser } from '../src/index.ts'

let platform: Platform

beforeAll(async () => {
  platform = await startPlatform({ worker: false })
})
afterAll(() => platform[Symbol.asyncDispose]())

async function codeOf(promise: PromiseLike<unknown>): Promise<string> {
  try {
    await promise
    return 'none'
  } catch (error) {
    return toAssayError(error).code
  }
}

/** What somebody is answered who asks for this folder of the platform's user, and for what is in it. */
async function asked({ client }: TestUser, path: string): Promise<string[]> {
  const { files } = client.trpc
  const ref = { path, owner: platform.user.actor.email }
  return Promise.all([
    codeOf(files.get.query(ref)),
    codeOf(files.list.query(ref)),
    codeOf(files.usage.query({ ...ref, path: `${path}/inner` })),
    codeOf(files.copy.mutate({ ...ref, to: `temp/${path.replaceAll('/', '-')}`, if_exists: 'refuse' })),
  ])
}

const [all, nothing] = [Array(4).fill('none'), Array(4).fill('FILE_NOT_FOUND')]

it('lets a user or a group at a folder by its path, until that is revoked', async () => {
  const { client } = platform
  const [friend, stranger] = [await platform.addUser(), await platform.addUser()]
  await client.trpc.files.create_folder.mutate({ path: 'data/shared/inner' })
  await client.trpc.files.create_folder.mutate({ path: 'data/kept/inner' })
  expect(await asked(friend, 'data/shared')).toEqual(nothing)
  const share = await client.shares.create({ file_id: 'data/shared/', with: friend.actor.email })
  expect(share).toMatchObject({ name: 'data/shared', access: 'read', run_id: null })
  expect(await asked(friend, 'data/shared')).toEqual(all)
  expect(await asked(friend, 'data/kept')).toEqual(nothing)
  expect(await asked(stranger, 'data/shared')).toEqual(nothing)
  const { items } = await friend.client.shares.list({ given: 'to_me' })
  expect(items).toMatchObject([{ id: share.id, file_id: share.file_id, owner_email: platform.user.actor.email }])
  expect((await client.shares.list({ file_id: 'data/shared' })).items).toEqual([share])

  const removal = friend.client.trpc.files.delete.mutate({ path: 'data/shared/inner', owner: share.owner_id })
  expect(await codeOf(removal)).toBe('FORBIDDEN')
  await client.shares.delete(share.id)
  expect(await asked(friend, 'data/shared')).toEqual(nothing)
  await client.shares.create({ file_id: share.file_id ?? '', with: { group: 'users' } })
  expect(await asked(stranger, 'data/shared')).toEqual(all)
})

it('shows everybody what is where to admins alone, and counts what others write as theirs whose tree it is', async () => {
  const { client, user } = platform
  const [writer, admin] = [await platform.addUser(), await platform.addUser({ groups: ['users', 'admin'] })]
  await client.trpc.files.create_folder.mutate({ path: 'output/open' })
  await client.shares.create({ file_id: 'output/open', with: writer.actor.email, access: 'write' })
  const made = await writer.client.trpc.files.create_folder.mutate({ path: 'output/open/new', owner: user.actor.email })
  expect(made).toMatchObject({ owner_id: user.actor.user_id, written_by: writer.actor.user_id })
  const top = (one: TestUser) => one.client.trpc.files.list.query({ path: '', owner: user.actor.user_id.slice(0, 30) })
  expect(await codeOf(top(writer))).toBe('FILE_NOT_FOUND')
  expect((await top(admin)).items.map(({ path }) => path)).toContain('output')
  await client.trpc.files.delete.mutate({ path: 'output/open', recursive: true })
  expect((await writer.client.shares.list({ given: 'to_me' })).items.map(({ name }) => name)).not.toContain(
    'output/open',
  )
})

it('takes keys that may read files for reading and sharing, and no further', async () => {
  const { client } = platform
  await client.trpc.files.create_folder.mutate({ path: 'data/keyed' })
  const friend = await platform.addUser()
  const { key } = await client.apiKeys.create({ name: 'reader', scopes: ['files:read', 'shares:write'] })
  const send = async (path: string, body: object) => {
    const response = await fetch(`${platform.url}/trpc/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return response.status
  }
  const share = { file_id: 'data/keyed', with: { email: friend.actor.email } }
  expect(await send('shares.create', share)).toBe(200)
  expect(await send('shares.create', { ...share, access: 'write' })).toBe(403)
  expect(await send('files.create_folder', { path: 'data/more' })).toBe(403)
})
