// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what users write

import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type ApplicationEntry, applicationApplyInput, DomainError } from '@assay/schemas'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applyApplications, planApplications } from '../src/application/catalogue/apply.ts'
import {
  downloadEntrypointFile,
  getApplication,
  listApplications,
  removeApplication,
} from '../src/application/catalogue/catalogue.ts'
import { appendToUpload, createUpload } from '../src/file/upload.ts'
import type { OpenCore } from '../src/open-core.ts'
import { fileScene } from './file-scene.ts'
import { openTestCore } from './open-test-core.ts'

let core: Awaited<ReturnType<typeof openTestCore>>
beforeAll(async () => {
  core = await openTestCore()
})
afterAll(() => core[Symbol.asyncDispose]())

let names = 0
/** A name that no other test has. */
const newName = () => `app-${++names}`

function entry(application: string, entrypoint: string, more: Partial<ApplicationEntry> = {}): ApplicationEntry {
  return { application, version: '1', entrypoint, command: ['true'], ...more }
}

function input(entries: readonly ApplicationEntry[], files: Readonly<Record<string, string>> = {}) {
  const given = Object.entries(files).map(([path, content]) => {
    return { path, content_base64: Buffer.from(content).toString('base64') }
  })
  return applicationApplyInput.parse({ entries, files: given })
}

const admin = async (deps: OpenCore = core) => fileScene(deps).addActor(['admin'])

async function apply(entries: readonly ApplicationEntry[], files: Readonly<Record<string, string>> = {}) {
  const { items } = await applyApplications(core, await admin(), input(entries, files))
  return items.map(({ outcome }) => outcome)
}

async function refusal(entries: readonly ApplicationEntry[], files: Readonly<Record<string, string>> = {}) {
  try {
    await applyApplications(core, await admin(), input(entries, files))
  } catch (error) {
    if (DomainError.is(error)) return error
    throw error
  }
  throw new Error('nothing was refused')
}

async function use(application: string): Promise<void> {
  await core.db
    .updateTable('entrypoints')
    .set({ used_at: new Date().toISOString() })
    .where('application', '=', application)
    .execute()
}

async function stored(application: string) {
  return core.db
    .selectFrom('entrypoints')
    .selectAll()
    .where('application', '=', application)
    .orderBy('position')
    .execute()
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

describe('what is applied', () => {
  it('is created, then unchanged, then changed, and says in what', async () => {
    const app = newName()
    const first = [entry(app, 'a', { files: ['a.py'] }), entry(app, 'b', { requires: ['a'] })]
    expect(await apply(first, { 'a.py': 'print(1)' })).toEqual(['created', 'created'])
    expect(await apply(first, { 'a.py': 'print(1)' })).toEqual(['unchanged', 'unchanged'])
    const plan = await planApplications(
      core,
      await admin(),
      input([{ ...first[0], ...entry(app, 'a', { files: ['a.py'], timeout_seconds: 60 }) }], { 'a.py': 'print(2)' }),
    )
    expect(plan.items).toMatchObject([
      {
        outcome: 'changed',
        changes: [
          { path: 'timeout_seconds', before: 3600, after: 60 },
          { path: 'files.a.py', before: hashOf('print(1)'), after: hashOf('print(2)') },
        ],
      },
    ])
    expect(await apply(first, { 'a.py': 'print(1)' })).toEqual(['unchanged', 'unchanged'])
  })

  it('leaves what is not among the entries as it is, and counts on it', async () => {
    const app = newName()
    await apply([entry(app, 'a')])
    expect(await apply([entry(app, 'b', { requires: ['a'] })])).toEqual(['created'])
    const { entrypoints } = await getApplication(core, await admin(), { application: app, version: '1' })
    expect(entrypoints.map(({ entrypoint }) => entrypoint)).toEqual(['a', 'b'])
  })

  it('keeps the order of parameters, which is that of switches', async () => {
    const app = newName()
    const of = (...order: string[]) =>
      entry(app, 'a', {
        parameters: Object.fromEntries(order.map((name) => [name, { type: 'string', switch: `--${name}` }])),
      })
    await apply([of('zebra', 'a')])
    const [row] = await stored(app)
    expect(Object.keys(row?.definition.parameters ?? {})).toEqual(['zebra', 'a'])
    expect(await apply([of('zebra', 'a')])).toEqual(['unchanged'])
    expect(await apply([of('a', 'zebra')])).toEqual(['changed'])
  })

  it('may be named in any script, with files in folders', async () => {
    const app = newName()
    const files = { 'läuft/größe 1.py': 'ü', '地図/データ.txt': '🗺' }
    const described = entry(app, 'a', { description: 'Schneidet Karten 🗺', files: Object.keys(files) })
    expect(await apply([described], files)).toEqual(['created'])
    const ref = { application: app, version: '1', entrypoint: 'a', path: '地図/データ.txt' }
    const download = await downloadEntrypointFile(core, await admin(), ref)
    expect(download.sha256).toBe(hashOf('🗺'))
    expect((await buffer(await download.open())).toString()).toBe('🗺')
  })

  it('takes five hundred entries at once', async () => {
    const app = newName()
    const entries = Array.from({ length: 500 }, (_, at) =>
      entry(app, `step-${at}`, {
        requires: at === 0 ? [] : [`step-${at - 1}`],
        files: ['shared.py'],
        parameters: { map: { type: 'string' }, size: { type: 'integer', default: at } },
      }),
    )
    expect(new Set(await apply(entries, { 'shared.py': 'pass' }))).toEqual(new Set(['created']))
    expect(new Set(await apply(entries, { 'shared.py': 'pass' }))).toEqual(new Set(['unchanged']))
    const blobs = await core.db
      .selectFrom('entrypoint_files')
      .innerJoin('entrypoints', 'entrypoints.id', 'entrypoint_id')
      .select('blob_id')
      .distinct()
      .where('application', '=', app)
      .execute()
    expect(blobs).toHaveLength(1)
  })
})

describe('what jobs have used', () => {
  it('stays as it is, and the refusal says what differs', async () => {
    const app = newName()
    await apply([entry(app, 'a', { files: ['a.py'], parameters: { n: { type: 'integer', default: 1 } } })], {
      'a.py': '1',
    })
    await use(app)
    const changed = entry(app, 'a', { files: ['a.py'], parameters: { n: { type: 'integer', default: 2 } } })
    const error = await refusal([entry(app, 'new'), changed], { 'a.py': '2' })
    expect(error.code).toBe('APPLICATION_USED')
    expect(error.message).toContain(`${app}/1/a differs in "parameters.n.default", "files.a.py". Give a new version.`)
    const { items } = await planApplications(core, await admin(), input([entry(app, 'new'), changed], { 'a.py': '2' }))
    expect(items).toMatchObject([
      { outcome: 'created', reason: null },
      { outcome: 'refused', reason: expect.stringContaining('Give a new version') },
    ])
    expect(await stored(app)).toHaveLength(1)
  })

  it('may be applied again as it is, and beside it what is new', async () => {
    const app = newName()
    const used = entry(app, 'a', { files: ['a.py'] })
    await apply([used], { 'a.py': '1' })
    await use(app)
    expect(await apply([used, entry(app, 'b'), { ...used, version: '2' }], { 'a.py': '1' })).toEqual([
      'unchanged',
      'created',
      'created',
    ])
  })

  it('is not told apart by fields that were thought of later', async () => {
    const app = newName()
    await apply([entry(app, 'a')])
    await use(app)
    await sql`update entrypoints set definition = (definition::jsonb - 'labels' - 'retry')::json
      where application = ${app}`.execute(core.db)
    expect(await apply([entry(app, 'a')])).toEqual(['unchanged'])
  })
})

describe('what does not hold together', () => {
  it.each<[Partial<ApplicationEntry>, string]>([
    [{ requires: ['nobody'] }, 'entries.0.requires.0: "nobody" is no entrypoint of this version, which has a, b'],
    [{ requires: ['b', 'b'] }, 'entries.0.requires.1: is there twice'],
    [
      { requires: ['b'], inputs: { x: { of: 'b', output: 'other', mount: 'x' } } },
      'entries.0.inputs.x.output: "other"',
    ],
    [{ command: ['x', '${mop}'], parameters: { map: { type: 'string' } } }, 'entries.0.command.1: has ${mop}'],
    [{ command: ['x', '${map'] }, 'entries.0.command.1: has a ${ that is no ${name}'],
    [{ command: ['x', '$${map} $${'] }, ''],
    [{ command: ['${constructor}'] }, 'entries.0.command.0: has ${constructor}'],
    [{ environment: { A: '${b}' } }, 'entries.0.environment.A: has ${b}'],
    [{ inputs: { x: { from: 'data/${y}', mount: 'x' } } }, 'entries.0.inputs.x.from: has ${y}'],
    [{ inputs: { x: { mount: '${INPUT_DIR}' } } }, 'entries.0.inputs.x.mount: is below a folder already'],
    [{ checks: [{ file: 'a' }, { folder: '${y}' }] }, 'entries.0.checks.1.folder: has ${y}'],
    [{ outputs: { r: { path: '${y}' } } }, 'entries.0.outputs.r.path: has ${y}'],
    [{ parameters: { INPUT_DIR: { type: 'string' } } }, 'entries.0.parameters.INPUT_DIR: has the name of a folder'],
    [{ parameters: { n: { type: 'integer', default: 'x' } } }, 'entries.0.parameters.n.default: must be an integer'],
    [{ parameters: { n: { type: 'integer', default: 1.5 } } }, 'entries.0.parameters.n.default: must be an integer'],
    [{ parameters: { n: { type: 'number', min: 3, max: 2 } } }, 'entries.0.parameters.n.min: is above 2'],
    [{ parameters: { n: { type: 'string', min: 3 } } }, 'entries.0.parameters.n.min: is for numbers alone'],
    [{ parameters: { n: { type: 'number', max_length: 3 } } }, 'entries.0.parameters.n.max_length: is for texts alone'],
    [
      { parameters: { n: { type: 'number', default: 9, max: 2 } } },
      'entries.0.parameters.n.default: must be at most 2',
    ],
    [{ parameters: { n: { type: 'string', choices: ['a', 1] } } }, 'entries.0.parameters.n.choices.1: must be a text'],
    [
      { parameters: { n: { type: 'string', choices: ['a', 'a'] } } },
      'entries.0.parameters.n.choices.1: is there twice',
    ],
    [
      { parameters: { n: { type: 'string', list: true, default: 'a' } } },
      'entries.0.parameters.n.default: must be a list',
    ],
    [
      { parameters: { n: { type: 'string', switch: '-n' }, m: { type: 'string', switch: '-n' } } },
      'entries.0.parameters.m.switch: is that of the parameter "n" already',
    ],
    [{ environment: { K: 'x' }, secrets: [{ secret: 'k', environment: 'K' }] }, 'entries.0.secrets.0.environment'],
    [{ allowed_environment: ['K'], secrets: [{ secret: 'k', environment: 'K' }] }, 'entries.0.secrets.0.environment'],
    [{ files: ['not-given.py'] }, 'entries.0.files.0: "not-given.py" is not among the files'],
    [{ entrypoint: 'All' }, 'entries.0.entrypoint: stands for every entrypoint'],
    [{ entrypoint: 'b' }, 'entries.0.entrypoint: is that of entries.1 too'],
  ])('%j: %s', async (more, message) => {
    const app = newName()
    const entries = [entry(app, 'a', more), entry(app, 'b')]
    if (message === '') return expect(await apply(entries)).toEqual(['created', 'created'])
    const error = await refusal(entries)
    expect(error.code).toBe('INPUT_INVALID')
    expect(error.message).toContain(message)
    expect(await stored(app)).toEqual([])
  })

  it('is a cycle, whose path is shown', async () => {
    const app = newName()
    const error = await refusal([
      entry(app, 'a', { requires: ['c'] }),
      entry(app, 'b', { requires: ['a'] }),
      entry(app, 'c', { requires: ['b'] }),
    ])
    expect(error.code).toBe('GRAPH_INVALID')
    expect(error.message).toContain(`in ${app}/1, "a" requires itself: a → c → b → a.`)
  })

  it('is what is in the catalogue already and would lose an output', async () => {
    const app = newName()
    await apply([entry(app, 'a'), entry(app, 'b', { requires: ['a'], inputs: { x: { of: 'a', mount: 'x' } } })])
    const error = await refusal([entry(app, 'a', { outputs: { other: {} } })])
    expect(error.message).toContain(`${app}/1/b.inputs.x.output: "result" is no output of "a", which has other`)
  })

  it('is a file that no entry names', async () => {
    expect((await refusal([entry(newName(), 'a')], { 'left.py': '1' })).message).toContain('files.0.path')
  })
})

describe('bytes of files', () => {
  it('need not be sent again where the catalogue has them, and are missed where it has not', async () => {
    const app = newName()
    const content = `only in ${app}`
    const by_hash = { path: 'a.py', sha256: hashOf(content), size_bytes: content.length }
    const parsed = applicationApplyInput.parse({ entries: [entry(app, 'a', { files: ['a.py'] })], files: [by_hash] })
    expect((await planApplications(core, await admin(), parsed)).missing_files).toEqual(['a.py'])
    await expect(applyApplications(core, await admin(), parsed)).rejects.toMatchObject({
      code: 'APPLICATION_FILES_MISSING',
      data: { paths: ['a.py'] },
    })
    await apply([entry(newName(), 'a', { files: ['other.py'] })], { 'other.py': content })
    expect((await planApplications(core, await admin(), parsed)).missing_files).toEqual([])
    expect((await applyApplications(core, await admin(), parsed)).items).toMatchObject([{ outcome: 'created' }])
  })

  it('of an upload become the platform’s, also where its admin goes on having them', async () => {
    const app = newName()
    const actor = await admin()
    const body = Buffer.alloc(300_000, app)
    const send = async () => {
      const { id: upload_id } = await createUpload(core, actor, { filename: 'weights.bin', size_bytes: body.length })
      await appendToUpload(core, actor, { upload_id, offset: 0, body: Readable.from([body]) })
      return upload_id
    }
    const upload_id = await send()
    const weights = (id: string) =>
      applicationApplyInput.parse({
        entries: [entry(app, 'a', { files: ['weights.bin'] })],
        files: [{ path: 'weights.bin', upload_id: id }],
      })
    expect((await applyApplications(core, actor, weights(upload_id))).items).toMatchObject([{ outcome: 'created' }])
    const ref = { application: app, version: '1', entrypoint: 'a', path: 'weights.bin' }
    const owner = await core.db
      .selectFrom('entrypoint_files')
      .innerJoin('blobs', 'blobs.id', 'blob_id')
      .innerJoin('users', 'users.id', 'blobs.owner_id')
      .select(['is_builtin', 'sha256'])
      .where('sha256', '=', createHash('sha256').update(body).digest('hex'))
      .executeTakeFirstOrThrow()
    expect(owner.is_builtin).toBe(true)
    expect((await buffer(await (await downloadEntrypointFile(core, actor, ref)).open())).equals(body)).toBe(true)
    await expect(applyApplications(core, actor, weights(upload_id))).rejects.toMatchObject({ code: 'UPLOAD_USED' })
    expect((await applyApplications(core, actor, weights(await send()))).items).toMatchObject([
      { outcome: 'unchanged' },
    ])
  })

  it('of another user’s upload are not taken', async () => {
    const other = await fileScene(core).addActor()
    const { id: upload_id } = await createUpload(core, other, { filename: 'a', size_bytes: 1 })
    const parsed = applicationApplyInput.parse({
      entries: [entry(newName(), 'a', { files: ['a'] })],
      files: [{ path: 'a', upload_id }],
    })
    await expect(applyApplications(core, await admin(), parsed)).rejects.toMatchObject({ code: 'UPLOAD_NOT_FOUND' })
  })

  it('that nothing names any more are deleted after an hour', async () => {
    const app = newName()
    await apply([entry(app, 'a', { files: ['a.py'] })], { 'a.py': `first of ${app}` })
    const { object_key } = await core.db
      .selectFrom('blobs')
      .select('object_key')
      .where('sha256', '=', hashOf(`first of ${app}`))
      .executeTakeFirstOrThrow()
    await apply([entry(app, 'a', { files: ['a.py'] })], { 'a.py': `second of ${app}` })
    expect(await fileScene(core).deletions(object_key)).toEqual([3600])
  })
})

describe('the list', () => {
  it('has versions by pages, the newest first, and those of one application', async () => {
    const app = newName()
    for (const version of ['1', '2', '3'])
      await apply([
        { ...entry(app, 'a'), version },
        { ...entry(app, 'b'), version },
      ])
    const reader = await fileScene(core).addActor()
    const page = { limit: 2, include_total: true }
    const first = await listApplications(core, reader, { ...page, application: app })
    expect(first).toMatchObject({
      items: [
        { version: '3', entrypoints: ['a', 'b'], used: false },
        { version: '2', entrypoints: ['a', 'b'] },
      ],
      total: 3,
    })
    const rest = await listApplications(core, reader, { ...page, application: app, cursor: first.next_cursor ?? '' })
    expect(rest).toMatchObject({ items: [{ version: '1' }], next_cursor: null })
    expect((await listApplications(core, reader, { ...page, include_total: false })).items).toMatchObject(
      first.items.map(({ version }) => ({ application: app, version })),
    )
  })

  it('no longer has what is removed; what jobs have used can be restored, but not changed', async () => {
    const app = newName()
    const pair = [entry(app, 'a'), entry(app, 'b', { requires: ['a'] })]
    await apply(pair)
    await use(app)
    const actor = await admin()
    const ref = { application: app, version: '1' }
    await expect(removeApplication(core, actor, { ...ref, entrypoint: 'a' })).rejects.toMatchObject({
      code: 'APPLICATION_REQUIRED',
      data: { application: `${app}/1/a`, required_by: ['b'] },
    })
    expect(await removeApplication(core, actor, { ...ref, entrypoint: 'b' })).toMatchObject({ entrypoints: ['b'] })
    const listed = { application: app, limit: 10, include_total: false }
    expect((await listApplications(core, actor, listed)).items).toMatchObject([{ entrypoints: ['a'] }])
    expect(await removeApplication(core, actor, ref)).toMatchObject({ entrypoints: ['a'] })
    expect((await listApplications(core, actor, listed)).items).toEqual([])
    await expect(removeApplication(core, actor, ref)).rejects.toMatchObject({ code: 'APPLICATION_NOT_FOUND' })
    expect((await refusal([entry(app, 'a', { network: true })])).code).toBe('APPLICATION_USED')
    expect(await apply(pair)).toEqual(['restored', 'restored'])
    expect((await listApplications(core, actor, listed)).items).toMatchObject([{ entrypoints: ['a', 'b'] }])
  })
})

describe('one of them', () => {
  it('has its parameters as JSON Schema', async () => {
    const app = newName()
    await apply([
      entry(app, 'a', {
        parameters: {
          map: { type: 'string', max_length: 80, description: 'which map' },
          mode: { type: 'string', choices: ['fast', 'exact'], default: 'fast' },
          sizes: { type: 'integer', list: true, min: 1, optional: true },
        },
      }),
    ])
    const { entrypoints } = await getApplication(core, await admin(), {
      application: app,
      version: '1',
      entrypoint: 'a',
    })
    expect(entrypoints).toMatchObject([{ entrypoint: 'a', used_at: null }])
    expect(entrypoints[0]?.parameters).toEqual({
      type: 'object',
      properties: {
        map: { type: 'string', maxLength: 80, description: 'which map' },
        mode: { type: 'string', enum: ['fast', 'exact'], default: 'fast' },
        sizes: { type: 'array', items: { type: 'integer', minimum: 1 } },
      },
      required: ['map'],
      additionalProperties: false,
    })
  })

  it('that is not there is answered with what resembles it', async () => {
    const app = newName()
    await apply([entry(app, 'map_crop')])
    const actor = await admin()
    const get = (application: string, version: string, entrypoint?: string) =>
      getApplication(core, actor, { application, version, entrypoint })
    await expect(get(app, '1', 'map_corp')).rejects.toMatchObject({
      code: 'APPLICATION_NOT_FOUND',
      data: { application: `${app}/1/map_corp`, nearest: [`${app}/1/map_crop`] },
    })
    await expect(get(app, '9')).rejects.toMatchObject({ data: { application: `${app}/9`, nearest: [`${app}/1`] } })
  })
})

describe('whoever applies at once', () => {
  it('takes turns: the second finds what the first has made', async () => {
    const app = newName()
    const entries = Array.from({ length: 20 }, (_, at) => entry(app, `e${at}`, { files: ['a.py'] }))
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => apply(entries, { 'a.py': app })))
    const sorted = outcomes.map((one) => [...new Set(one)].join()).toSorted()
    expect(sorted).toEqual(['created', 'unchanged', 'unchanged', 'unchanged'])
    expect(await stored(app)).toHaveLength(20)
  })

  it('applies all or nothing, and the same again changes nothing, whatever the entries are', async () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd')
    const some = fc.record({
      entrypoint: name,
      requires: fc.uniqueArray(name, { maxLength: 2 }),
      timeout_seconds: fc.integer({ min: 1, max: 3 }),
      command: fc.constantFrom<string[]>(['true'], ['${x}'], ['x', '${OUTPUT_DIR}']),
    })
    const app = newName()
    const snapshot = async () =>
      (await stored(app)).map(({ id, definition, position }) => JSON.stringify({ id, definition, position }))
    await fc.assert(
      fc.asyncProperty(fc.array(some, { minLength: 1, maxLength: 4 }), fc.boolean(), async (drawn, isUsed) => {
        const entries = drawn.map(({ entrypoint, ...more }) => entry(app, entrypoint, more))
        const before = await snapshot()
        if (isUsed) await use(app)
        const applied = await apply(entries).catch((error: unknown) => error)
        if (applied instanceof Error) {
          expect(DomainError.is(applied)).toBe(true)
          expect(await snapshot()).toEqual(before)
          return
        }
        const after = await snapshot()
        expect(new Set(await apply(entries))).toEqual(new Set(['unchanged']))
        expect(await snapshot()).toEqual(after)
        for (const { entrypoint, ...more } of drawn) {
          const row = (await stored(app)).find((one) => one.entrypoint === entrypoint)
          expect(row?.definition).toMatchObject(more)
        }
      }),
      { numRuns: 60 },
    )
  })
})
