// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what users write

import { type Actor, storeSecret } from '@assay/access'
import { noteImageDigests } from '@assay/db'
import { statesOf } from '@assay/engine/testing'
import type { RunCreate } from '@assay/schemas'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenCore } from '../../src/open-core.ts'
import { openTestCore } from '../open-test-core.ts'
import { applicationScene } from './application-scene.ts'

let core: OpenCore
let scene: ReturnType<typeof applicationScene>
let actor: Actor

beforeAll(async () => {
  core = await openTestCore()
  scene = applicationScene(core)
})
afterAll(() => core[Symbol.asyncDispose]())

interface Catalogue {
  readonly script?: string
  readonly image?: string
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly user?: string
  readonly labels?: string[]
}

/** Two jobs that stage a file each, one that needs the first, and one that stands alone. */
async function apply({ script = 'print(1)', image = `maps@sha256:${'a'.repeat(64)}`, ...one }: Catalogue = {}) {
  const { command = ['segment'], environment = {}, ...more } = one
  const map = { type: 'string' } as const
  await scene.insertEntrypoints(
    'graph',
    [
      {
        ...more,
        ...{ entrypoint: 'segment', image, command: [...command], environment, files: ['segment.py'] },
        parameters: { map, threshold: { type: 'number', default: 0.5 } },
        inputs: { map: { from: 'data/maps/${map}.tif', mount: 'maps' } },
        allowed_environment: ['MODE'],
        extra_arguments: true,
        secrets: [{ secret: 'KEY', environment: 'KEY', optional: true }],
      },
      {
        ...{ entrypoint: 'crop', command: ['crop'], requires: ['segment'] },
        inputs: { segments: { of: 'segment', mount: 'segments' } },
      },
      {
        ...{ entrypoint: 'legend', command: ['legend'] },
        inputs: { legend: { from: 'data/legend.csv', mount: 'legend' } },
      },
    ],
    { 'segment.py': script },
  )
}

const asked = { application: 'graph/1', entrypoints: ['ALL'], parameters: { map: 'peach' } }

async function run(more: Partial<RunCreate> = {}): Promise<{ run_id: string; ran: string[] }> {
  const run_id = await scene.create(actor, { ...asked, ...more })
  return { run_id, ran: (await scene.work(run_id)).toSorted() }
}

beforeEach(async () => {
  actor = await scene.addActor()
  await apply()
  await scene.write(actor, 'data/maps/peach.tif', { blob_id: (await scene.addBlob(actor, 'peach')).id })
  await scene.write(actor, 'data/legend.csv', { blob_id: (await scene.addBlob(actor, 'legend')).id })
})

describe('what succeeded before', () => {
  it('is reused at once, with its outputs, and says from which', async () => {
    const first = await run()
    expect(first.ran).toEqual(['crop', 'legend', 'segment'])
    const second = await run()
    expect(second.ran).toEqual([])
    expect(await statesOf(core.db, second.run_id)).toMatchObject({ run: 'succeeded' })
    const [before, after] = [await scene.jobsOf(first.run_id), await scene.jobsOf(second.run_id)]
    expect(after.get('crop')?.reused_from).toBe(before.get('crop')?.id)
    const outputs = core.db
      .selectFrom('job_outputs')
      .select('path')
      .where('job_id', '=', after.get('crop')?.id ?? '')
    expect(await outputs.execute()).toEqual([{ path: 'out.txt' }])
    expect(await scene.tree(actor)).toContain(`output/${second.run_id}/crop/out.txt`)
    expect(await scene.explain(actor, second.run_id)).toMatchObject({ crop: ['reused'], segment: ['reused'] })
  })

  it('is not reused for another owner, nor when any of its outputs is gone', async () => {
    const first = await run()
    const { id = '' } = (await scene.jobsOf(first.run_id)).get('crop') ?? {}
    await core.db.deleteFrom('job_outputs').where('job_id', '=', id).execute()
    const second = await run()
    expect(second.ran).toEqual(['crop'])
    expect(await scene.explain(actor, second.run_id)).toMatchObject({ crop: ['unfinished'] })
    const owner = actor
    actor = await scene.addActor()
    for (const path of ['data/maps/peach.tif', 'data/legend.csv']) await scene.write(actor, path)
    expect((await run()).ran).toEqual(['crop', 'legend', 'segment'])
    actor = owner
  })

  it('runs again where that is asked for, with what needs it', async () => {
    await run()
    const some = await run({ force_rerun: ['segment'] })
    expect(some.ran).toEqual(['crop', 'segment'])
    expect(await scene.explain(actor, some.run_id)).toMatchObject({
      segment: ['forced'],
      crop: ['upstream'],
      legend: ['reused'],
    })
    expect((await run({ force_rerun: true })).ran).toEqual(['crop', 'legend', 'segment'])
  })
})

describe('a change of one input alone', () => {
  const rewrite = (path: string, content: string) => async () => {
    await scene.write(actor, path, { blob_id: (await scene.addBlob(actor, content)).id })
  }
  const withCrop = ['crop', 'segment']
  it.each<[string, () => Promise<unknown>, Partial<RunCreate>, string[], string[]]>([
    ['nothing', async () => {}, {}, [], []],
    ['a file of the catalogue', () => apply({ script: 'print(2)' }), {}, withCrop, ['file segment.py']],
    ['the image', () => apply({ image: `maps@sha256:${'b'.repeat(64)}` }), {}, withCrop, ['image image']],
    ['the command', () => apply({ command: ['segment', '-v'] }), {}, withCrop, ['command command']],
    ['the user', () => apply({ user: 'cmaas' }), {}, withCrop, ['definition user']],
    ['a variable of the catalogue', () => apply({ environment: { A: '1' } }), {}, withCrop, ['environment A']],
    [
      'a parameter',
      async () => {},
      { parameters: { map: 'peach', threshold: 0.6 } },
      withCrop,
      ['parameter threshold'],
    ],
    ['a variable of the run', async () => {}, { environment: { MODE: 'x' } }, withCrop, ['environment MODE']],
    ['a byte of a staged file', rewrite('data/maps/peach.tif', 'peaci'), {}, withCrop, ['input maps/peach.tif']],
    ['a staged file that is written again', rewrite('data/maps/peach.tif', 'peach'), {}, [], []],
    ['a file that is not staged', rewrite('data/maps/plum.tif', 'plum'), {}, [], []],
    ['a secret', () => storeSecret(core, actor, { name: 'KEY', value: 'a' }), {}, withCrop, ['secret KEY']],
    ['a secret of one run', async () => {}, { secrets: { KEY: 'b' } }, withCrop, ['secret KEY']],
    ['a label of no matter', () => apply({ labels: ['gpu'] }), {}, [], []],
  ])('%s', async (_, change, more, ran, changes) => {
    await run()
    await change()
    const second = await run(more)
    expect(second.ran).toEqual(ran)
    const explained = await scene.explain(actor, second.run_id)
    expect(explained['legend']).toEqual(['reused'])
    expect(explained['segment']).toEqual(ran.length === 0 ? ['reused'] : ['changed', ...changes])
    expect(explained['crop']).toEqual(ran.length === 0 ? ['reused'] : ['upstream', 'upstream segment'])
    expect((await run(more)).ran).toEqual([])
  })

  it('the name of a staged file', async () => {
    await run()
    await scene.write(actor, 'data/other.tif', { blob_id: (await scene.addBlob(actor, 'peach')).id })
    const second = await run({ inputs: { map: { from: 'data/other.tif' } } })
    expect(second.ran).toEqual(['crop', 'segment'])
    expect((await scene.explain(actor, second.run_id))['segment']?.toSorted()).toEqual([
      'changed',
      'input maps/other.tif',
      'input maps/peach.tif',
    ])
  })
})

it('never reuses what equal inputs need not give again, nor what needs that', async () => {
  await scene.insertEntrypoints('net', [
    { entrypoint: 'fetch', command: ['fetch'], network: true },
    { entrypoint: 'read', command: ['read'], requires: ['fetch'], inputs: { page: { of: 'fetch', mount: 'page' } } },
    { entrypoint: 'pure', command: ['fetch'], network: true, deterministic: true },
  ])
  const more = { application: 'net/1', entrypoints: ['ALL'], parameters: {} }
  expect((await run(more)).ran).toEqual(['fetch', 'pure', 'read'])
  const again = await run(more)
  expect(again.ran).toEqual(['fetch', 'read'])
  expect(await scene.explain(actor, again.run_id)).toMatchObject({
    fetch: ['never_reused'],
    read: ['upstream'],
    pure: ['reused'],
  })
})

it('knows what an image stood for once a job has used it', async () => {
  const digest = (letter: string) => `sha256:${letter.repeat(64)}`
  const see = async (run_id: string, image_digest: string) => {
    const ran = (await scene.work(run_id, { image_digest })).toSorted()
    const jobs = await scene.jobsOf(run_id)
    const ids = Array.from(jobs.values(), ({ id }) => id)
    await core.db.transaction().execute((trx) => noteImageDigests(trx, ids))
    return ran
  }
  await apply({ image: 'maps:latest' })
  expect(await see(await scene.create(actor, asked), digest('a'))).toEqual(['crop', 'legend', 'segment'])
  expect((await run()).ran).toEqual([])
  expect((await run()).ran).toEqual([])
  // the tag has moved, as somebody who runs it anyhow finds out
  const forced = await scene.create(actor, { ...asked, force_rerun: ['segment'] })
  expect(await see(forced, digest('b'))).toEqual(['crop', 'segment'])
  const moved = await scene.create(actor, asked)
  expect(await see(moved, digest('b'))).toEqual(['crop', 'segment'])
  expect(await scene.explain(actor, moved)).toMatchObject({ segment: ['changed', 'image image'] })
  expect((await scene.jobsOf(forced)).get('segment')?.fingerprint).toBeNull()
  expect((await run()).ran).toEqual([])
})
