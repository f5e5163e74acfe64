import { cp } from 'node:fs/promises'
import { listMigrations } from '@assay/db'
import { migrateAsFar } from '@assay/db/testing'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import {
  apiProgram,
  atWork,
  migration,
  ready,
  refusalOf,
  type Scene,
  setScene,
  standalone,
  storageIn,
  workerProgram,
} from './scene.ts'

const anotherKey = { ASSAY_SECRET_KEY: 'another key that is only good for tests, as everyone knows it' }
const elsewhere = (scene: Scene) => ({
  ASSAY_DATA_DIR: scene.folder('elsewhere'),
  ASSAY_STORAGE_URL: storageIn(scene.folder('elsewhere/storage')),
})

/** Makes the database that an earlier Assay would have left. */
async function makeEarlier({ database: { db } }: Scene): Promise<void> {
  const names = await listMigrations(db)
  await sql`drop schema public cascade`.execute(db)
  await sql`create schema public`.execute(db)
  await migrateAsFar(db, names.slice(0, -1))
}

/** The same for who only looks, while others are at work on what is there. */
async function forgetNewestMigration({ database: { db } }: Scene): Promise<void> {
  await sql`delete from kysely_migration where name = (select max(name) from kysely_migration)`.execute(db)
}

it('lets one npm start at a time serve a database, with nobody else beside it but workers', async () => {
  await using scene = await setScene()
  const first = scene.start(standalone)
  await ready(first)
  const [second, api] = [
    scene.start(standalone, { ASSAY_DATA_DIR: scene.folder('elsewhere') }),
    scene.start(apiProgram),
  ]
  expect(await refusalOf(second)).toMatch(`Another npm start, assay standalone, process ${first.pid}`)
  expect(await refusalOf(api)).toMatch(/is an npm start at work on this database.* apps\/api and apps\/worker/)
  await atWork(scene.start(workerProgram))
  first.kill('SIGKILL')
  await first.exited
  await ready(scene.start(standalone))
})

it('starts no npm start on a database that apps/api serves', async () => {
  await using scene = await setScene()
  await ready(scene.start(apiProgram))
  expect(await refusalOf(scene.start(standalone))).toMatch(/serves this database.*Stop all of apps\/api first/)
})

it('allows only one key on a database, even while nothing is sealed', async () => {
  await using scene = await setScene()
  await ready(scene.start(apiProgram))
  const [api, worker] = [scene.start(apiProgram, anotherKey), scene.start(workerProgram, anotherKey)]
  for (const program of [api, worker]) {
    expect(await refusalOf(program)).toMatch(/with another secret key.*the same ASSAY_SECRET_KEY/)
  }
})

it('starts nothing on a database with another storage than its own', async () => {
  await using scene = await setScene()
  await ready(scene.start(apiProgram))
  const [api, worker] = [scene.start(apiProgram, elsewhere(scene)), scene.start(workerProgram, elsewhere(scene))]
  for (const program of [api, worker]) {
    expect(await refusalOf(program)).toMatch(/The objects of this database are not in .*elsewhere\/storage/)
  }
})

it('starts no worker on a copy of the storage, in which what has come since is not', async () => {
  await using scene = await setScene()
  const { client } = await ready(scene.start(apiProgram))
  await cp(scene.folder('shared'), scene.folder('elsewhere/storage'), { recursive: true })
  await client.datasets.upload(new Blob(['a\n1\n']), { filename: 'a.csv', wait: false })
  const worker = scene.start(workerProgram, elsewhere(scene))
  expect(await refusalOf(worker)).toMatch(/is not the storage that the other processes use.*ASSAY_STORAGE_URL/)
})

it('ends in one line on the database of a newer Assay', async () => {
  await using scene = await setScene()
  const first = scene.start(standalone)
  await ready(first)
  first.kill('SIGTERM')
  expect(await first.exited).toBe(0)
  await sql`insert into kysely_migration (name, timestamp) values ('2099-01-01-from-later', '')`.execute(
    scene.database.db,
  )
  for (const program of [standalone, apiProgram, workerProgram, migration]) {
    const refusal = await refusalOf(scene.start(program))
    expect(refusal.trim().split('\n')).toEqual([expect.stringMatching(/^A newer Assay has migrated this database/)])
  }
})

it('ends in one line when the database does not let it in, or is not there', async () => {
  await using scene = await setScene()
  const other = (change: (url: URL) => void) => {
    const url = new URL(scene.database.url)
    change(url)
    return { ASSAY_DATABASE_URL: url.href }
  }
  const wrong: [string, Record<string, string>, RegExp][] = [
    [standalone, other((url) => (url.pathname = '/nowhere')), /refuses the connection \(database "nowhere" does not/],
    [apiProgram, other((url) => (url.username = 'nobody')), /refuses the connection .*"nobody"/],
    [workerProgram, { ASSAY_DATABASE_URL: 'postgres://assay@127.0.0.1:9/assay' }, /cannot be reached \(.*ECONNREFUSED/],
    [standalone, { ASSAY_STORAGE_URL: 's3//bucket' }, /ASSAY_STORAGE_URL: must be a folder/],
    [workerProgram, { ASSAY_STORAGE_URL: 'file://bucket/objects' }, /ASSAY_STORAGE_URL: must be a folder/],
    [apiProgram, { ASSAY_STORAGE_URL: 'file:///dev/null/objects' }, /A file cannot be used .*ASSAY_STORAGE_URL/],
  ]
  for (const [program, env, reason] of wrong) {
    const refusal = await refusalOf(scene.start(program, env))
    expect(refusal).toMatch(reason)
    expect(refusal).not.toContain('    at ')
  }
})

it('starts nothing on the storage of another database, whose objects it would sweep', async () => {
  await using scene = await setScene()
  const { client } = await ready(scene.start(apiProgram))
  await client.datasets.upload(new Blob(['a\n1\n']), { filename: 'a.csv', wait: false })
  await using other = await setScene()
  const shared = { ASSAY_STORAGE_URL: storageIn(scene.folder('shared')) }
  expect(await refusalOf(other.start(standalone, shared))).toMatch(/belongs to another database/)
})

it('keeps a npm start from its database once its data directory is another one', async () => {
  await using scene = await setScene()
  const own = (name: string) => ({ ASSAY_DATA_DIR: scene.folder(name), ASSAY_STORAGE_URL: '' })
  const first = scene.start(standalone, own('one'))
  await ready(first)
  first.kill('SIGTERM')
  expect(await first.exited).toBe(0)
  expect(await refusalOf(scene.start(standalone, own('other')))).toMatch(/other\/storage.*Set ASSAY_STORAGE_URL/)
})

it('has workers wait for a server, and lets them share a name and a data directory', async () => {
  await using scene = await setScene()
  expect(await refusalOf(scene.start(workerProgram))).toMatch('No server has started on this database yet')
  await ready(scene.start(apiProgram))
  const [one, other] = [scene.start(workerProgram), scene.start(workerProgram)]
  await Promise.all([atWork(one), atWork(other)])
})

it('starts nothing but npm start on a database that is not migrated, until somebody migrates it', async () => {
  await using scene = await setScene()
  await makeEarlier(scene)
  for (const program of [scene.start(apiProgram), scene.start(workerProgram)]) {
    expect(await refusalOf(program)).toMatch(/migrate it: .*apps\/api\/src\/migrate\.ts/)
  }
  const migrating = [scene.start(migration), scene.start(migration)]
  expect(await Promise.all(migrating.map(({ exited }) => exited))).toContain(0)
  await ready(scene.start(apiProgram))
  const again = scene.start(migration)
  expect(await again.exited).toBe(0)
  expect(again.stdout).toMatch('as it should be')
})

it('migrates nothing while somebody is at work', async () => {
  await using scene = await setScene()
  const server = scene.start(apiProgram)
  await ready(server)
  await atWork(scene.start(workerProgram))
  server.kill('SIGKILL')
  await server.exited
  await forgetNewestMigration(scene)
  for (const program of [scene.start(migration), scene.start(standalone)]) {
    expect(await refusalOf(program)).toMatch(/worker, .* is at work on this database\. Stop every process/)
  }
})

it('starts nothing on a database that a newer Assay has migrated', async () => {
  await using scene = await setScene()
  await sql`insert into kysely_migration (name, timestamp) values ('2999-01-01-flying-cars', '')`.execute(
    scene.database.db,
  )
  const programs = [apiProgram, workerProgram, migration].map((program) => scene.start(program))
  for (const refusal of await Promise.all(programs.map(refusalOf))) {
    expect(refusal).toMatch('A newer Assay has migrated this database')
  }
  expect(await refusalOf(scene.start(standalone))).toMatch('A newer Assay has migrated this database')
})

it('says in plain lines which settings are wrong or lead nowhere, and warns of those that nobody knows', async () => {
  await using scene = await setScene()
  const wrong = { ASSAY_LOG_LEVEL: 'loud', ASSAY_DATABASE_URL: 'mysql://x' }
  const programs = [apiProgram, workerProgram, standalone].map((program) => scene.start(program, wrong))
  for (const refusal of await Promise.all(programs.map(refusalOf))) {
    expect(refusal.trim().split('\n')).toEqual([
      'These settings are not valid:',
      expect.stringMatching(/^ {2}ASSAY_(LOG_LEVEL|DATABASE_URL): /),
      expect.stringMatching(/^ {2}ASSAY_(LOG_LEVEL|DATABASE_URL): /),
    ])
  }
  const away = scene.start(apiProgram, { ASSAY_DATABASE_URL: 'postgres://localhost:1/nowhere' })
  expect(await refusalOf(away)).toMatch(/^The database cannot be reached \(.*ECONNREFUSED.*\)\. .*\n$/)
  const warning = scene.start(apiProgram, { ASSAY_PROT: '80' })
  await ready(warning)
  expect(warning.stderr).toContain('ASSAY_PROT is not a setting; did you mean ASSAY_PORT or ASSAY_PROXY?')
})
