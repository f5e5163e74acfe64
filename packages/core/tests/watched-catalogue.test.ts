import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCatalogue } from '@assay/schemas'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { applyLocal } from '../src/application/watched-catalogue/apply-local.ts'
import { watchCatalogue } from '../src/application/watched-catalogue/watch-catalogue.ts'
import { openTestCore } from './open-test-core.ts'

let core: Awaited<ReturnType<typeof openTestCore>>
let folder: string
let stack: AsyncDisposableStack
const news: { readonly facts: object; readonly message: string }[] = []
let told: () => void = () => {}

/** A log of what is said of catalogues. */
const log = {
  info: (facts: object, message: string) => note(facts, message),
  warn() {},
  error: (facts: object, message: string) => note(facts, message),
}

function note(facts: object, message: string): void {
  news.push({ facts, message })
  told()
}

/** The first that is said from now on, whatever is said before is forgotten. */
async function next(change: () => Promise<unknown>) {
  news.length = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  told = resolve
  await change()
  await promise
  return news[0]
}

beforeAll(async () => {
  core = await openTestCore()
})
afterAll(() => core[Symbol.asyncDispose]())
beforeEach(async () => {
  await core.db.deleteFrom('entrypoints').execute()
  folder = await mkdtemp(join(tmpdir(), 'assay-watched-'))
  stack = new AsyncDisposableStack()
  stack.defer(() => rm(folder, { recursive: true }))
})
afterEach(() => stack.disposeAsync())

const path = () => join(folder, 'applications.yaml')
const catalogue = (timeout_seconds: number) => `- application: maps
  version: "1"
  entrypoint: crop
  command: [sh, crop.sh]
  files: [crop.sh]
  timeout_seconds: ${timeout_seconds}
`

async function watchIt(): Promise<void> {
  stack.use(await watchCatalogue({ ...core, log }, { path: path(), poll_ms: 200, settle_ms: 50 }))
}

async function timeouts(): Promise<number[]> {
  const rows = await core.db.selectFrom('entrypoints').select('definition').execute()
  return rows.map(({ definition }) => definition.timeout_seconds)
}

async function hashes(): Promise<(string | null)[]> {
  const rows = await core.db
    .selectFrom('entrypoint_files')
    .innerJoin('blobs', 'blobs.id', 'blob_id')
    .select('sha256')
    .execute()
  return rows.map(({ sha256 }) => sha256)
}

it('is applied at the start, and again when it or a file that it names changes', async () => {
  await writeFile(join(folder, 'crop.sh'), 'true\n')
  await writeFile(path(), catalogue(10))
  await watchIt()
  expect(await timeouts()).toEqual([10])
  const applied = 'the catalogue of applications is applied'
  expect(await next(() => writeFile(path(), catalogue(20)))).toMatchObject({ facts: { changed: 1 }, message: applied })
  expect(await timeouts()).toEqual([20])
  const [before] = await hashes()
  expect(await next(() => writeFile(join(folder, 'crop.sh'), 'false\n'))).toMatchObject({ facts: { changed: 1 } })
  const [after] = await hashes()
  expect(after).not.toBe(before)
  // as editors do
  await writeFile(join(folder, 'draft'), catalogue(30))
  await next(() => rename(join(folder, 'draft'), path()))
  expect(await timeouts()).toEqual([30])
})

it('stays as it was while the file is half-written, and says where', async () => {
  await writeFile(join(folder, 'crop.sh'), 'true\n')
  await writeFile(path(), catalogue(10))
  await watchIt()
  const broken = await next(() => writeFile(path(), `${catalogue(20)}- application: "map`))
  expect(broken).toMatchObject({ facts: { line: 7, column: 20 }, message: expect.stringContaining('is not applied') })
  expect(await timeouts()).toEqual([10])
  expect(await next(() => rm(path()))).toMatchObject({ message: expect.stringContaining('cannot be read') })
  expect(await timeouts()).toEqual([10])
  await next(() => writeFile(path(), catalogue(20)))
  expect(await timeouts()).toEqual([20])
})

it('is told of what does not hold together, and of files that are not there or elsewhere', async () => {
  await writeFile(path(), catalogue(10).replace('[crop.sh]', '[absent.sh]'))
  await watchIt()
  expect(news.at(-1)).toMatchObject({ facts: { line: 5, column: 11, at: 'entries.0.files.0' } })
  expect(await timeouts()).toEqual([])
  await writeFile(join(folder, 'crop.sh'), 'true\n')
  const wrong = await next(() => writeFile(path(), `${catalogue(10)}  requires: [nobody]\n`))
  expect(wrong).toMatchObject({ facts: { line: 7, column: 14, at: 'entries.0.requires.0' } })
})

it('leaves alone what jobs have used', async () => {
  await writeFile(join(folder, 'crop.sh'), 'true\n')
  await writeFile(path(), catalogue(10))
  await watchIt()
  await core.db.updateTable('entrypoints').set({ used_at: new Date().toISOString() }).execute()
  const refused = await next(() => writeFile(path(), catalogue(20)))
  expect(refused?.message).toContain('maps/1/crop differs in "timeout_seconds". Give a new version.')
  expect(await timeouts()).toEqual([10])
})

it('is applied by one of several processes, in the name of the platform', async () => {
  await writeFile(join(folder, 'crop.sh'), 'true\n')
  await writeFile(path(), catalogue(10))
  await Promise.all([watchIt(), watchIt(), watchIt()])
  const all = await core.db.selectFrom('audit_entries').selectAll().execute()
  const entries = all.filter(({ target }) => target['path'] === path())
  expect(entries).toMatchObject([
    { procedure: 'applications.put', target: { path: path() }, actor_email: 'sample@assay.invalid', credential: null },
  ])
  expect(await timeouts()).toEqual([10])
})

it('applies a file of DECODE’s as all that there is of its applications, however it changes', async () => {
  const entry = (image: string) => `{ app: { cmd: [fit] }, handler: { image_url: ${image} } }`
  const { entries } = readCatalogue('{ application: maps, version: "1", entrypoint: crop, command: [crop] }')
  await applyLocal(core, 'by hand', { entries, files: [] })
  await writeFile(path(), `smlm: { latest: { fit: ${entry('a:1')}, train: ${entry('a:1')} } }`)
  stack.use(await watchCatalogue({ ...core, log }, { path: path(), poll_ms: 200, settle_ms: 50, is_decode: true }))
  await core.db.updateTable('entrypoints').set({ used_at: new Date().toISOString() }).execute()
  await next(() => writeFile(path(), `smlm: { latest: { fit: ${entry('a:2')} }, v2: { fit: ${entry('a:2')} } }`))
  const rows = await core.db.selectFrom('entrypoints').selectAll().where('removed_at', 'is', null).execute()
  const images = rows.map(({ version, entrypoint, definition }) => `${version}/${entrypoint} ${definition.image ?? ''}`)
  expect(images.toSorted()).toEqual(['1/crop ', 'latest/fit a:2', 'v2/fit a:2'])
  const broken = await next(() => writeFile(path(), 'smlm: { latest: [fit] }'))
  expect(broken?.message).toContain('is not applied: must hold entrypoints')
  await next(() => writeFile(path(), `smlm: { latest: { train: ${entry('a:3')} } }`))
  const left = await core.db.selectFrom('entrypoints').select('entrypoint').where('removed_at', 'is', null).execute()
  expect(left.map(({ entrypoint }) => entrypoint).toSorted()).toEqual(['crop', 'train'])
})
