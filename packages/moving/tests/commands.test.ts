import { execFileSync, spawnSync } from 'node:child_process'
import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { type Database, openDatabase } from '@assay/db'
import { openStorage } from '@assay/storage'
import { newsCsv } from '@assay/testing'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { reading, type Scene, setScene, storageIn } from './scene.ts'

/** A server that was there, and is stopped: with so many datasets. */
async function leaveServer(scene: Scene, datasets = 3): Promise<Record<string, string>> {
  const home = scene.embedded('home')
  const server = await scene.start(home)
  for (let each = 0; each < datasets; each++) {
    await server.client.datasets.upload(new Blob([newsCsv(2_000 + each)]), { name: 'news', filename: 'news.csv' })
  }
  await server.client.secrets.put('openai', 'sk-of-the-lab')
  await server.stop()
  return home
}

async function expectServed(scene: Scene, variables: Record<string, string>): Promise<void> {
  await using server = await scene.start(variables)
  const { items } = await server.client.datasets.list()
  expect(items).toHaveLength(3)
  for (const { id, version } of items) {
    expect(await (await server.client.datasets.download(id)).text()).toBe(newsCsv(1_999 + version))
  }
}

it('exports over the command line while the server runs, through a pipe, and brings the key when asked to', async () => {
  await using scene = await setScene()
  const home = scene.embedded('home')
  await using server = await scene.start(home)
  for (let each = 0; each < 3; each++) {
    await server.client.datasets.upload(new Blob([newsCsv(2_000 + each)]), { name: 'news', filename: 'news.csv' })
  }
  await server.client.secrets.put('openai', 'sk-of-the-lab')
  const { PATH = '', HOME = '' } = process.env
  const cli = 'packages/cli/src/main.ts'
  const archive = execFileSync(process.execPath, [cli, 'admin', 'export', '-', '--with-secret-key'], {
    env: { PATH, HOME, ...home },
    maxBuffer: 2 ** 30,
  })
  const away = scene.embedded('away')
  const imported = spawnSync(process.execPath, [cli, 'admin', 'import', '-', '--json'], {
    env: { PATH, HOME, ...away },
    input: archive,
  })
  expect(imported.status).toBe(0)
  expect(JSON.parse(imported.stdout.toString())).toMatchObject({ objects: 6, left_out: [] })
  expect(await readFile(scene.path('away/secret.key'))).toEqual(await readFile(scene.path('home/secret.key')))
  await expectServed(scene, away)
}, 180_000)

it('leaves no file and no half of one when it is told to stop, and replaces none unasked', async () => {
  await using scene = await setScene()
  const home = await leaveServer(scene)
  const file = scene.path('archive.tar.zst')
  const exported = await scene.admin(home, 'export', file)
  expect(exported).toMatchObject({ code: 0, stdout: expect.stringMatching(/Keep the key of secrets beside it/) })
  const before = await readFile(file)
  const refused = await scene.admin(home, 'export', file)
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/is there already.*--force/) })
  expect((await readFile(file)).equals(before)).toBe(true)
  expect(await scene.admin(home, 'export', file, '--force')).toMatchObject({ code: 0 })
  const folder = scene.path('archives')
  await mkdir(folder)
  const stopped = await reading(home, async (url) => {
    await using db = openDatabase<Database>({ url, pool_size: 1 })
    return await db.transaction().execute(async (trx) => {
      await sql`lock table users in access exclusive mode`.execute(trx)
      const exporting = scene.begin(home, ['export', `${folder}/archive.tar`])
      await expect.poll(() => readdir(folder), { timeout: 20_000 }).toEqual(['archive.tar.partial'])
      exporting.kill('SIGTERM')
      return exporting
    })
  })
  expect(await stopped.exited).toBe(1)
  expect(stopped.stderr).toMatch(/Interrupted/)
  expect(await readdir(folder)).toEqual([])
}, 180_000)

it('imports all of it after a first import was killed in the middle', async () => {
  await using scene = await setScene()
  const home = await leaveServer(scene)
  const [file, pipe] = [scene.path('archive.tar'), scene.path('pipe')]
  expect(await scene.admin(home, 'export', file)).toMatchObject({ code: 0 })
  const whole = await readFile(file)
  expect(succeeds('mkfifo', pipe)).toBe(true)
  const away = {
    ...scene.embedded('away'),
    ASSAY_SECRET_KEY: (await readFile(scene.path('home/secret.key'), 'utf8')).trim(),
  }
  const killed = scene.begin(away, ['import', pipe])
  await using writing = await open(pipe, 'w')
  await writing.write(whole.subarray(0, whole.length * 0.7))
  const arrived = async () => {
    await using storage = await openStorage(storageIn(scene.path('away/storage')))
    let count = 0
    for await (const _ of storage.list('objects/')) count += 1
    return count
  }
  await expect.poll(arrived, { timeout: 20_000 }).toBeGreaterThan(1)
  killed.kill('SIGKILL')
  await killed.exited
  expect(await scene.admin(away, 'import', file)).toMatchObject({ code: 0, stderr: '' })
  await expectServed(scene, away)
}, 180_000)

const diskBytes = 6 * 1024 * 1024
const succeeds = (command: string, ...args: readonly string[]) => spawnSync(command, args).status === 0

it('says so when a disk is full, leaves nothing half-written, and works when there is room', async ({ skip }) => {
  await using scene = await setScene()
  const disk = scene.path('disk')
  await mkdir(disk)
  const isMounted = succeeds('mount', '-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', disk)
  skip(!isMounted, 'a small disk can be mounted by root alone')
  await using _mounted = { [Symbol.asyncDispose]: async () => void succeeds('umount', '--lazy', disk) }
  const home = await leaveServer(scene)
  const [small, file] = [`${disk}/archive.tar`, scene.path('archive.tar')]
  const ballast = `${disk}/ballast`
  const fill = () => writeFile(ballast, Buffer.alloc(diskBytes - 400_000))
  await fill()
  expect(await scene.admin(home, 'export', small)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/no room left/),
  })
  expect(await readdir(disk)).toEqual(['ballast'])
  expect(await scene.admin(home, 'export', file, '--with-secret-key')).toMatchObject({ code: 0 })
  const away = { ...scene.embedded('away'), ASSAY_STORAGE_URL: storageIn(`${disk}/storage`) }
  expect(await scene.admin(away, 'import', file)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/no room left/),
  })
  await rm(ballast)
  expect(await scene.admin(away, 'import', file)).toMatchObject({ code: 0 })
  await expectServed(scene, away)
}, 180_000)

it('refuses what it does not understand with 2, and a data directory without a server with 1', async () => {
  await using scene = await setScene()
  const nowhere = scene.embedded('nowhere')
  expect(await scene.admin(nowhere, 'export')).toMatchObject({ code: 2 })
  expect(await scene.admin(nowhere, 'storage', 'copy')).toMatchObject({ code: 2 })
  const refused = await scene.admin(nowhere, 'export', scene.path('archive.tar'))
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/There is no database in .*nowhere/) })
  await expect(readdir(scene.path('nowhere'))).rejects.toThrow('ENOENT')
})
