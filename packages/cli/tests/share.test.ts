import { expect, test } from 'vitest'
import { startPlatform } from '../../testing/src/index.ts'
import { createMachine } from './assay.ts'

const csv = 'examples,ground_truth\na,b\n'

async function openLab() {
  await using stack = new AsyncDisposableStack()
  const platform = stack.use(await startPlatform())
  const friend = await platform.addUser()
  const machineOf = async (key: string) =>
    stack.use(await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: key }))
  const [mine, theirs] = [await machineOf(platform.user.key), await machineOf(friend.key)]
  const { id: dataset_id } = await platform.client.datasets.upload(new Blob([csv]), {
    name: 'news',
    filename: 'news.csv',
  })
  const whole = stack.move()
  return { mine, theirs, friend, owner: platform.user, dataset_id, [Symbol.asyncDispose]: () => whole.disposeAsync() }
}

test('a dataset is shared with a colleague, who sees it in lists, until it is revoked', async () => {
  await using lab = await openLab()
  const { mine, theirs, friend, dataset_id } = lab
  const shared = await mine.assay(['share', 'dataset', dataset_id, '--with', friend.actor.email, '--json'])
  expect(shared).toMatchObject({ exitCode: 0, stderr: '' })
  const { id } = JSON.parse(shared.stdout)
  const list = await theirs.assay(['shares', 'list'])
  expect(list.stdout).toContain(id)
  expect(list.stdout).toMatch(/dataset +news/)
  expect((await theirs.assay(['datasets', 'list', '--scope', 'shared'])).stdout).toContain(dataset_id)
  expect((await theirs.assay(['datasets', 'list', '--scope', 'own'])).stderr).toContain('There are none.')
  expect((await theirs.assay(['datasets', 'list', '--scope', 'all'])).stderr).toContain('This needs the group admin')
  expect(await mine.assay(['unshare', id])).toMatchObject({ exitCode: 0, stdout: `Revoked ${id}.\n` })
  expect((await theirs.assay(['datasets', 'get', dataset_id])).exitCode).toBe(1)
})

test('a folder is shared by its path', async () => {
  await using lab = await openLab()
  const { mine, theirs, friend } = lab
  await lab.owner.client.trpc.files.create_folder.mutate({ path: 'data/run-7' })
  const shared = await mine.assay(['share', 'file', 'data/run-7/', '--with', friend.actor.email, '--write', '--json'])
  expect(shared).toMatchObject({ exitCode: 0, stderr: '' })
  expect((await theirs.assay(['shares', 'list'])).stdout).toMatch(/file +data\/run-7/)
  expect((await mine.assay(['share', 'file', 'data/none', '--with', 'users'])).stderr).toContain('no file or folder')
})

test('what cannot be shared is said', async () => {
  await using lab = await openLab()
  const share = (...args: string[]) => lab.mine.assay(['share', 'dataset', lab.dataset_id, ...args])
  expect(await share('--with', 'lab')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('is no e-mail') })
  expect(await share('--with', 'nobody@example.org')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('There is no such user.'),
  })
})
