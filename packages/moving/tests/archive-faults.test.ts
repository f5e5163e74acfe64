import { createWriteStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { createTestDatabase, createThrowAwayDirectory, type TestDatabase } from '@assay/db/testing'
import { openStorage, type Storage } from '@assay/storage'
import { newsCsv, type Platform, startPlatform } from '@assay/testing'
import { sql } from 'kysely'
import { extract, pack } from 'tar-stream'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { exportArchive, importArchive } from '../src/index.ts'
import { sha256, storageIn } from './scene.ts'

const stack = new AsyncDisposableStack()
let platform: Platform
let archive: Buffer

/** A platform with a secret, a dataset and a run, and its archive. */
beforeAll(async () => {
  platform = stack.use(await startPlatform())
  const { client } = platform
  await client.secrets.put('openai', 'sk-of-the-lab')
  const { id: dataset_id } = await client.datasets.upload(new Blob([newsCsv(8)]), {
    name: 'news',
    filename: 'news.csv',
  })
  const { id } = await client.experiments.create({ name: 'news', dataset_id, task: { type: 'summarization' } })
  const [run] = await client.experiments.evaluate(id, { models: ['lead-1'] })
  await client.runs.wait(run?.id ?? '', { throwOnFailure: true })
  archive = await exported()
})
afterAll(() => stack.disposeAsync())

async function exported(options: { readonly secret_key?: string; readonly leave_out_damaged?: boolean } = {}) {
  await using directory = await createThrowAwayDirectory()
  const path = join(directory.path, 'archive.tar')
  const { database_url, core } = platform
  await exportArchive({ database_url, storage: core.storage, output: createWriteStream(path), ...options })
  return await readFile(path)
}

interface Target {
  readonly database: TestDatabase
  readonly storage: Storage
}

/** An empty database and an empty storage. */
async function openTarget(): Promise<Target> {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await createTestDatabase())
  const { path } = opened.use(await createThrowAwayDirectory())
  const storage = opened.use(await openStorage(storageIn(join(path, 'storage'))))
  const closing = opened.move()
  onTestFinished(() => closing.disposeAsync())
  return { database, storage }
}

const keys = { secret_key: 'a key that is only good for tests, as everyone knows it' }

function importInto(
  { database, storage }: Target,
  bytes: Uint8Array,
  known: { readonly secret_key?: string; readonly is_lost?: boolean } = keys,
) {
  const kept: string[] = []
  const keepSecretKey = async (key: string) => kept.push(key)
  const source = Readable.from([bytes])
  return importArchive({ database_url: database.url, storage, source, keys: known, keepSecretKey }).then(() => kept)
}

/** How many rows all tables have that an import fills. */
async function rowsIn({ database: { db } }: Target): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from users) + (select count(*) from blobs) + (select count(*) from pgboss.job) as count`.execute(
    db,
  )
  return rows[0]?.count ?? -1
}

interface Member {
  name: string
  comment: string
  content: Buffer
}

/** The archive, with other members. */
async function rewritten(change: (members: Member[]) => Member[]): Promise<Buffer> {
  const tar = extract()
  const reading = pipeline(Readable.from([archive]), tar)
  const members: Member[] = []
  for await (const entry of tar) {
    const pieces: Buffer[] = []
    for await (const piece of entry) pieces.push(Buffer.from(piece as Uint8Array))
    const { comment } = entry.header.pax as { comment: string }
    members.push({ name: entry.header.name, comment, content: Buffer.concat(pieces) })
  }
  await reading
  const packed = pack()
  for (const { name, comment, content } of change(members)) {
    const header = { name, size: content.length, pax: { comment } }
    packed.entry(header, content)
  }
  packed.finalize()
  const pieces: Uint8Array[] = []
  for await (const piece of packed) pieces.push(piece as Uint8Array)
  return Buffer.concat(pieces)
}

const altered = (bytes: Buffer, at: number) => {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

const isObject = ({ name }: Member) => name.startsWith('storage/')

describe('an archive that is not what was written', () => {
  it.each<[string, RegExp, () => Promise<Buffer> | Buffer]>([
    ['is empty', /no archive of Assay/, () => Buffer.alloc(0)],
    ['is something else', /damaged or cut off|no archive of Assay/, () => Buffer.from(newsCsv(40))],
    ['is another tar', /no archive of Assay|has no hash/, () => rewritten((all) => all.slice(3))],
    ['ends in the middle of a member', /damaged or cut off/, () => archive.subarray(0, archive.length / 2)],
    [
      'ends in the middle of what gzip made of it',
      /damaged or cut off/,
      async () => (await gzipped()).subarray(0, -2_000),
    ],
    ['ends before its end', /not whole/, () => rewritten((all) => all.slice(0, -1))],
    ['lacks an object', /members are missing/, () => rewritten((all) => all.toSpliced(all.findIndex(isObject), 1))],
    [
      'lacks a piece of a table',
      /members are missing/,
      () =>
        rewritten((all) =>
          all.toSpliced(
            all.findIndex(({ name }) => name.startsWith('tables/users')),
            1,
          ),
        ),
    ],
    [
      'has members in another order',
      /not in their places/,
      () => rewritten((all) => [...all.slice(0, -3), ...all.slice(-3, -1).toReversed(), ...all.slice(-1)]),
    ],
    [
      'has a byte altered in an object',
      /is not what was written/,
      () =>
        rewritten((all) =>
          all.map((member) => (isObject(member) ? { ...member, content: altered(member.content, 20) } : member)),
        ),
    ],
    [
      'has a byte altered in a header',
      /damaged or cut off/,
      () => altered(archive, archive.indexOf('tables/users') + 4),
    ],
    ['has something behind its end', /something follows/, () => rewritten((all) => [...all, ...all.slice(-2, -1)])],
  ])('is refused when it %s, and nothing is imported', async (_, why, make) => {
    const target = await openTarget()
    await expect(importInto(target, await make())).rejects.toThrow(why)
    expect(await rowsIn(target)).toBe(0)
    // and the whole one goes in afterwards
    await importInto(target, archive)
    expect(await rowsIn(target)).toBeGreaterThan(0)
  })

  it('is refused when a newer Assay made it, by its format or by its migrations', async () => {
    const newer = (change: (manifest: Record<string, unknown>) => unknown) =>
      rewritten(([first, ...others]) => {
        if (!first) return []
        const content = Buffer.from(JSON.stringify(change(JSON.parse(first.content.toString()))))
        return [{ ...first, content, comment: sha256(content) }, ...others]
      })
    const target = await openTarget()
    await expect(importInto(target, await newer((manifest) => ({ ...manifest, version: 2 })))).rejects.toThrow(
      /A newer Assay/,
    )
    await expect(
      importInto(target, await newer((manifest) => ({ ...manifest, migrations: ['2099-01-01-later'] }))),
    ).rejects.toThrow(/A newer Assay/)
  })
})

async function gzipped(): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of Readable.from([archive]).pipe(createGzip())) pieces.push(piece)
  return Buffer.concat(pieces)
}

describe('a target', () => {
  it('is refused when somebody has an account there, and stays as it is', async () => {
    const target = await openTarget()
    await importInto(target, archive)
    const rows = await rowsIn(target)
    await expect(importInto(target, archive)).rejects.toThrow(/This server is in use/)
    expect(await rowsIn(target)).toBe(rows)
  })

  it('is refused when its storage holds what is not its own', async () => {
    const target = await openTarget()
    await target.storage.put('objects/1', Readable.from([Buffer.from('of somebody else')]))
    await expect(importInto(target, archive)).rejects.toThrow(/storage is not empty/)
    expect(await rowsIn(target)).toBe(0)
  })

  it('is refused when a server of other migrations has started on it', async () => {
    const target = await openTarget()
    await sql`delete from kysely_migration where name = (select max(name) from kysely_migration)`.execute(
      target.database.db,
    )
    await expect(importInto(target, archive)).rejects.toThrow(/another version/)
  })

  it('gets an id of its own, so that nobody mixes its storage up with that of the server it comes from', async () => {
    const [one, other] = [await openTarget(), await openTarget()]
    await importInto(one, archive)
    await importInto(other, archive)
    const ids = await Promise.all(
      [one, other].map(async ({ database, storage }) => [
        (await database.db.selectFrom('installation').selectAll().executeTakeFirstOrThrow()).storage_id,
        String(await storage.read('storage.id').then((bytes) => bytes.toArray())),
      ]),
    )
    expect(ids[0]?.[0]).toBe(ids[0]?.[1])
    expect(new Set(ids.flat()).size).toBe(2)
  })
})

describe('the key of secrets', () => {
  it('is not in an archive, and whoever imports it without the key is told what to do', async () => {
    expect(archive.includes(platform.secret_key)).toBe(false)
    const target = await openTarget()
    await expect(importInto(target, archive, {})).rejects.toThrow(/ASSAY_SECRET_KEY, or put the secret.key/)
    const other = 'another key that is only good for tests, as everyone knows it'
    await expect(importInto(target, archive, { secret_key: other })).rejects.toThrow(/another key than this server's/)
    expect(await rowsIn(target)).toBe(0)
    expect(await importInto(target, archive, { is_lost: true })).toEqual([])
  })

  it('comes along when it is asked for, and is kept where the server has none', async () => {
    const withKey = await exported({ secret_key: platform.secret_key })
    expect(await importInto(await openTarget(), withKey, {})).toEqual([platform.secret_key])
    expect(await importInto(await openTarget(), withKey, keys)).toEqual([])
  })
})

describe('an object that is damaged', () => {
  it('ends an export, by its name, unless it is to be left out', async () => {
    const { storage } = platform.core
    const dataset = await platform.client.datasets.upload(new Blob([newsCsv(9)]), { name: 'bad', filename: 'bad.csv' })
    const { object_key } = await platform.core.db
      .selectFrom('datasets')
      .innerJoin('blobs', 'blobs.id', 'original_blob_id')
      .select('object_key')
      .where('datasets.id', '=', dataset.id)
      .executeTakeFirstOrThrow()
    await writeFile(storage.localPath(object_key) ?? '', altered(Buffer.from(newsCsv(9)), 7))
    await expect(exported()).rejects.toThrow(`"${object_key}" in storage is altered`)
    const target = await openTarget()
    await importInto(target, await exported({ leave_out_damaged: true }))
    expect(await target.storage.stat(object_key)).toBeUndefined()
    await storage.delete(object_key)
    await expect(exported()).rejects.toThrow(`"${object_key}" in storage is missing`)
    await platform.client.datasets.delete(dataset.id)
  })
})

describe('many small objects', () => {
  it('go beside each other, in the order of the archive, and with the same bytes each time; large and empty ones too', async () => {
    const { client } = platform
    for (let at = 0; at < 20; at++) await client.files.upload(new Blob([`${at}`]), `data/small/${at}`)
    await client.files.upload(new Blob([]), 'data/small/empty')
    await client.files.upload(new Blob([new Uint8Array(3 << 20).fill(7)]), 'data/small/large')
    const objectsOf = async () => {
      const names: string[] = []
      archive = await exported()
      await rewritten((members) => {
        names.push(...members.filter(isObject).map(({ name }) => name))
        return members
      })
      return names
    }
    const names = await objectsOf()
    expect(names.length).toBeGreaterThan(22)
    expect(names).toEqual(names.toSorted())
    expect(await objectsOf()).toEqual(names)
    const target = await openTarget()
    await importInto(target, archive)
    for (const name of names) {
      const key = name.slice('storage/'.length)
      const [copy, original] = [await target.storage.read(key), await platform.core.storage.read(key)]
      expect(sha256(await buffer(copy)), key).toBe(sha256(await buffer(original)))
    }
  })

  it('leave none behind that is still being stored when an import fails', async () => {
    const target = await openTarget()
    let [begun, putting] = [0, 0]
    const slow: Storage = {
      ...target.storage,
      async put(key, body, options) {
        if (!key.startsWith('objects/')) return target.storage.put(key, body, options)
        begun += 1
        putting += 1
        try {
          if (begun === 3) throw new Error('the disk is gone')
          return await target.storage.put(key, body, options)
        } finally {
          putting -= 1
        }
      },
    }
    await expect(importInto({ ...target, storage: slow }, archive)).rejects.toThrow('the disk is gone')
    expect(putting).toBe(0)
    expect(await rowsIn(target)).toBe(0)
  })
})
