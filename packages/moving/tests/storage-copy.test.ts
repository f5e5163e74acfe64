import { readFile, rm, writeFile } from 'node:fs/promises'
import { openStorage } from '@assay/storage'
import { type S3ServerName, s3ServerMissing, startS3Server } from '@assay/storage/testing'
import { newsCsv } from '@assay/testing'
import { expect, it, onTestFinished, vi } from 'vitest'
import { type Scene, type Server, setScene, storageIn } from './scene.ts'

interface Elsewhere {
  readonly url: string
  /** What a process needs to reach it. */
  readonly env?: Readonly<Record<string, string>>
  /** Why there is none on this machine. */
  readonly missing?: string | undefined
}

/** An empty storage in a bucket, which this process reaches too. */
async function openBucket(name: S3ServerName): Promise<Elsewhere> {
  const missing = s3ServerMissing(name)
  if (missing !== undefined) return { url: '', missing }
  const server = await startS3Server(name)
  onTestFinished(() => server[Symbol.asyncDispose]())
  for (const [variable, value] of Object.entries(server.env)) vi.stubEnv(variable, value)
  onTestFinished(() => void vi.unstubAllEnvs())
  return { url: server.newUrl(), env: server.env }
}

/** The kinds of storage to which objects are copied: each gives an empty one. */
const kinds: Readonly<Record<string, (scene: Scene) => Promise<Elsewhere>>> = {
  'a folder': async (scene) => ({ url: storageIn(scene.path('elsewhere')) }),
  'a bucket of versitygw': () => openBucket('versitygw'),
  'a bucket of MinIO': () => openBucket('minio'),
}

/** Another one for each name: what somebody has already is not stored again. */
const csvOf = (name: string) => `${newsCsv(20)}\n"${name}","${name}"`

async function upload({ client }: Server, name: string) {
  return client.datasets.upload(new Blob([csvOf(name)]), { name, filename: `${name}.csv` })
}

/** All keys, and their sizes. */
async function contentOf(url: string): Promise<Map<string, number>> {
  await using storage = await openStorage(url)
  const found = new Map<string, number>()
  for await (const { key, size_bytes } of storage.list('objects/')) found.set(key, size_bytes)
  return found
}

it.for(Object.entries(kinds))(
  'moves objects to %s while the server runs, switches when it is stopped, and moves back',
  { timeout: 240_000 },
  async ([, open], { skip }) => {
    await using scene = await setScene()
    const { url: elsewhere, env = {}, missing } = await open(scene)
    skip(missing !== undefined, missing)
    const home = { ...scene.embedded('home'), ...env }
    const before = storageIn(scene.path('home/storage'))
    const copy = (variables: Record<string, string>, to: string) =>
      scene.admin(variables, 'storage', 'copy', '--to', to)
    const there = { ...home, ASSAY_STORAGE_URL: elsewhere }

    const first = await scene.start(home)
    const old = await upload(first, 'old')
    const beside = await copy(home, elsewhere)
    expect(beside).toMatchObject({ code: 0, stderr: '' })
    expect(beside.stdout).toMatch(/2 objects \(.*\) are in .*, 2 of them new\.\n.*Stop it, and run this again/)
    const late = await upload(first, 'late')
    await first.stop()

    // not yet: nobody may start on half a copy
    await expect(scene.start(there)).rejects.toThrow(/Not all objects of this database are in/)
    const switched = await copy(home, elsewhere)
    expect(switched.stdout).toMatch(/4 objects \(.*\) are in .*, 2 of them new\.\n.*ASSAY_STORAGE_URL=/)
    await expect(scene.start(home)).rejects.toThrow(/have been moved from .* to /)
    expect(await contentOf(elsewhere)).toEqual(await contentOf(before))
    await rm(scene.path('home/storage/objects'), { recursive: true })
    {
      await using second = await scene.start(there)
      for (const { id, name } of [old, late])
        expect(await (await second.client.datasets.download(id)).text()).toBe(csvOf(name))
      await upload(second, 'newest')
    }

    const back = await copy(there, before)
    expect(back.stdout).toMatch(/6 objects \(.*\) are in .*, 6 of them new\./)
    await expect(scene.start(there)).rejects.toThrow(/have been moved from/)
    await using third = await scene.start(home)
    expect((await third.client.datasets.list()).items.map(({ name }) => name)).toEqual(['newest', 'late', 'old'])
    expect(await (await third.client.datasets.download(old.id)).text()).toBe(csvOf('old'))
  },
)

it('goes on where it was broken off, and copies again what is not whole there', async () => {
  await using scene = await setScene()
  const home = scene.embedded('home')
  const elsewhere = storageIn(scene.path('elsewhere'))
  const server = await scene.start(home)
  await upload(server, 'one')
  await upload(server, 'two')
  const broken = scene.begin(home, ['storage', 'copy', '--to', elsewhere])
  await expect.poll(async () => (await contentOf(elsewhere)).size, { interval: 5, timeout: 20_000 }).toBeGreaterThan(0)
  broken.kill('SIGKILL')
  await broken.exited
  await server.stop()
  await using storage = await openStorage(elsewhere)
  const [key = ''] = (await contentOf(elsewhere)).keys()
  const path = storage.localPath(key) ?? ''
  const whole = await readFile(path)
  await writeFile(path, Buffer.from(whole).reverse())
  expect(await scene.admin(home, 'storage', 'copy', '--to', elsewhere)).toMatchObject({ code: 0 })
  expect((await readFile(path)).equals(whole)).toBe(true)
  await using moved = await scene.start({ ...home, ASSAY_STORAGE_URL: elsewhere })
  expect((await moved.client.datasets.list()).items).toHaveLength(2)
}, 120_000)

it('names what is damaged, and switches only when that is to be left out', async () => {
  await using scene = await setScene()
  const home = scene.embedded('home')
  const [before, elsewhere] = [storageIn(scene.path('home/storage')), storageIn(scene.path('elsewhere'))]
  const server = await scene.start(home)
  const { id } = await upload(server, 'one')
  await server.stop()
  await using storage = await openStorage(before)
  const [key = '', gone = ''] = (await contentOf(before)).keys()
  await writeFile(storage.localPath(key) ?? '', 'altered')
  await storage.delete(gone)
  const copy = (...options: string[]) => scene.admin(home, 'storage', 'copy', '--to', elsewhere, ...options)
  const refused = await copy()
  expect(refused.code).toBe(1)
  expect(refused.stderr).toMatch(/2 objects cannot be copied/)
  expect(refused.stderr).toContain(key)
  await expect(scene.start({ ...home, ASSAY_STORAGE_URL: elsewhere })).rejects.toThrow(/Not all objects/)
  expect(await copy('--leave-out-damaged')).toMatchObject({ code: 0 })
  await using moved = await scene.start({ ...home, ASSAY_STORAGE_URL: elsewhere })
  await expect(moved.client.datasets.download(id)).rejects.toMatchObject({ code: 'OBJECT_DAMAGED' })
}, 120_000)

it('refuses a storage that holds something else, and the one that is in use', async () => {
  await using scene = await setScene()
  const home = scene.embedded('home')
  await (await scene.start(home)).stop()
  const other = scene.embedded('other')
  await (await scene.start(other)).stop()
  const copy = (to: string) => scene.admin(home, 'storage', 'copy', '--to', storageIn(scene.path(to)))
  expect((await copy('other/storage')).stderr).toMatch(/is not empty, and no copy/)
  expect((await copy('home/../home/storage')).stderr).toMatch(/is the storage that is in use already/)
  await using again = await scene.start(home)
  expect((await again.client.datasets.list()).items).toEqual([])
}, 120_000)
