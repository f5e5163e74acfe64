// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what users write

import { type Actor, storeSecret } from '@assay/access'
import { statesOf } from '@assay/engine/testing'
import { DomainError } from '@assay/schemas'
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
  await scene.insertEntrypoints('maps', [
    {
      entrypoint: 'segment',
      command: ['segment', '${INPUT_DIR}/maps/${map}.tif'],
      files: ['segment.py'],
      parameters: { map: { type: 'string', max_length: 20 }, size: { type: 'integer', default: 3, switch: '--size' } },
      inputs: { map: { from: 'data/maps/${map}.tif', mount: 'maps' } },
      checks: [{ file: '${map}.json', min_bytes: 2 }],
      allowed_environment: ['MODE'],
      extra_arguments: true,
    },
    {
      entrypoint: 'crop',
      command: ['crop', '--name', '${map}'],
      requires: ['segment'],
      parameters: { map: { type: 'string' } },
      inputs: { segments: { of: 'segment', mount: 'segments' } },
    },
    {
      entrypoint: 'gather',
      command: ['gather'],
      requires: ['crop'],
      inputs: { crops: { of: 'crop', mount: 'crops', optional: true }, extra: { mount: 'extra', optional: true } },
    },
    {
      entrypoint: 'describe',
      command: ['describe'],
      secrets: [{ secret: 'OPENAI_KEY', environment: 'OPENAI_API_KEY' }],
    },
  ])
})
afterAll(() => core[Symbol.asyncDispose]())
beforeEach(async () => {
  actor = await scene.addActor()
  for (const name of ['peach', 'plum']) await scene.write(actor, `data/maps/${name}.tif`)
})

async function refusal(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  return work.then(
    () => ({ code: 'none', message: '' }),
    (error: unknown) => (DomainError.is(error) ? error : Promise.reject(error)),
  )
}

const crop = { application: 'maps/1', entrypoints: ['crop'], parameters: { map: 'peach' } }

describe('entrypoints of an application', () => {
  it('bring in what they require, each bound to the output that it takes', async () => {
    const run_id = await scene.create(actor, crop)
    expect([...(await scene.jobsOf(run_id)).keys()]).toEqual(['segment', 'crop'])
    expect(await scene.specOf(run_id, 'crop')).toMatchObject({
      command: ['crop', '--name', 'peach'],
      bindings: [{ job: 'segment', output: 'result', mount: 'segments' }],
    })
    expect(await scene.specOf(run_id, 'segment')).toMatchObject({
      command: ['segment', '${INPUT_DIR}/maps/peach.tif', '--size', '3'],
      parameters: { map: 'peach', size: 3 },
      inputs: [{ path: 'maps/peach.tif', from: 'data/maps/peach.tif', size_bytes: 3 }],
      files: [{ path: 'segment.py' }],
      checks: [{ file: 'peach.json', min_bytes: 2 }],
    })
    expect(await statesOf(core.db, run_id)).toEqual({ run: 'queued', segment: 'queued', crop: 'blocked' })
    expect(await scene.work(run_id)).toEqual(['segment', 'crop'])
  })

  it('are all taken by ALL, once for each combination of a matrix', async () => {
    const run_id = await scene.create(actor, {
      application: 'maps/1',
      entrypoints: ['crop'],
      matrix: { files: { pattern: 'data/maps/*.tif', parameter: 'map' }, parameters: { size: [1, 2] } },
    })
    expect((await scene.jobsOf(run_id)).size).toBe(8)
    expect(await scene.specOf(run_id, 'segment-4')).toMatchObject({ parameters: { map: 'plum', size: 2 } })
    expect(await scene.specOf(run_id, 'crop-4')).toMatchObject({ bindings: [{ job: 'segment-4' }] })
  })

  it('are used from then on', async () => {
    await scene.create(actor, crop)
    const rows = await core.db.selectFrom('entrypoints').selectAll().where('application', '=', 'maps').execute()
    expect(rows.filter(({ used_at }) => used_at !== null).map(({ entrypoint }) => entrypoint)).toEqual(
      expect.arrayContaining(['segment', 'crop']),
    )
  })
})

describe('a list of jobs', () => {
  const fan = {
    name: 'segment',
    application: 'maps/1/segment',
    matrix: { files: { pattern: 'data/maps/*.tif', input: 'map', parameter: 'map' } },
  }

  it('fans out over files, and gathers their outputs in a folder each', async () => {
    const gather = { name: 'all', application: 'maps/1/gather', inputs: { crops: { job: 'segment' } } }
    const run_id = await scene.create(actor, { name: 'fan', jobs: [gather, fan] })
    expect([...(await scene.jobsOf(run_id)).keys()]).toEqual(['segment-1', 'segment-2', 'all'])
    const { bindings } = await scene.specOf(run_id, 'all')
    expect(bindings.map(({ mount }) => mount)).toEqual(['crops/segment-1', 'crops/segment-2'])
    expect(await scene.work(run_id, { failing: ['segment-2'] })).toEqual(['segment-1', 'segment-2'])
    expect(await statesOf(core.db, run_id)).toMatchObject({ all: 'skipped', 'segment-1': 'succeeded' })
  })

  it('stages whole folders, and files that others share', async () => {
    const other = await scene.addActor()
    await scene.write(other, 'data/shared/a.txt')
    await scene.share(other, 'data/shared', actor, 'read')
    const extra = { extra: { from: 'data/shared', owner: other.user_id } }
    const run_id = await scene.create(actor, {
      jobs: [
        { name: 'theirs', application: 'maps/1/gather', inputs: extra },
        { name: 'mine', application: 'maps/1/gather', inputs: { extra: { from: 'data/maps' } } },
      ],
    })
    const pathsOf = async (name: string) => (await scene.specOf(run_id, name)).inputs.map(({ path }) => path)
    expect(await pathsOf('theirs')).toEqual(['extra/a.txt'])
    expect(await pathsOf('mine')).toEqual(['extra/peach.tif', 'extra/plum.tif'])
  })

  it('keeps the bytes of inputs readable, whatever becomes of the tree', async () => {
    const blob = await scene.addBlob(actor)
    await scene.write(actor, 'data/a', { blob_id: blob.id })
    const run_id = await scene.create(actor, {
      jobs: [{ name: 'one', application: 'maps/1/gather', inputs: { extra: { from: 'data/a' } } }],
    })
    await scene.write(actor, 'data/a')
    expect(await scene.deletions(blob.object_key)).toEqual([])
    const inputs = core.db.selectFrom('job_inputs').innerJoin('jobs', 'jobs.id', 'job_id').select('path')
    expect(await inputs.where('run_id', '=', run_id).execute()).toEqual([{ path: 'extra/a' }])
  })

  const one = (more: object) => ({ jobs: [{ name: 'one', application: 'maps/1/segment', ...more }] })
  const two = (...needs: [string[], string[]]) => ({
    jobs: ['a', 'b'].map((name, at) => ({ name, application: 'maps/1/gather', needs: needs[at] ?? [] })),
  })
  it.each<[object, string, string]>([
    [{ application: 'mops/1', entrypoints: ['ALL'] }, 'APPLICATION_NOT_FOUND', 'Did you mean "maps/1"'],
    [{ ...crop, entrypoints: ['cropp'] }, 'GRAPH_INVALID', '"cropp" is asked for'],
    [{ ...crop, parameters: { mop: 'x' } }, 'INPUT_INVALID', 'parameters.mop: is no parameter of any of these'],
    [
      { ...crop, parameters: { map: 'x'.repeat(30) } },
      'INPUT_INVALID',
      'jobs.segment.parameters.map: must have at most',
    ],
    [{ ...crop, parameters: { map: 'pear' } }, 'FILE_NOT_FOUND', 'the input "map" of the job "segment"'],
    [{ ...crop, parameters: { map: '../../x' } }, 'INPUT_INVALID', 'jobs.segment.inputs.map: "data/maps/../../x.tif"'],
    [{ ...crop, environment: { MODI: 'x' } }, 'INPUT_INVALID', 'environment.MODI: is no variable'],
    [{ ...crop, secrets: { OPENAI_KEY: 'x' } }, 'INPUT_INVALID', 'secrets.OPENAI_KEY: is declared by no job'],
    [{ ...crop, force_rerun: ['corp'] }, 'INPUT_INVALID', '"corp" is no job of this run'],
    [one({ parameters: { map: 'peach', size: 'x' } }), 'INPUT_INVALID', 'jobs.one.parameters.size: must be an integer'],
    [
      one({ parameters: { map: 'peach' }, inputs: { mop: { from: 'data/a' } } }),
      'INPUT_INVALID',
      'jobs.one.inputs.mop',
    ],
    [one({ application: 'maps/1/gather', arguments: ['-v'] }), 'INPUT_INVALID', 'jobs.one.arguments: are not taken'],
    [
      one({ application: 'maps/1/crop', parameters: { map: 'x' } }),
      'INPUT_INVALID',
      'none of its needs is maps/1/segment',
    ],
    [one({ application: 'maps/1/describe' }), 'SECRET_NOT_FOUND', '"OPENAI_KEY"'],
    [two(['b'], ['a']), 'GRAPH_INVALID', 'a needs b needs a'],
    [two(['c'], []), 'GRAPH_INVALID', '"a" needs "c", which is no job'],
    [{ jobs: [...two([], []).jobs, ...two([], []).jobs] }, 'GRAPH_INVALID', 'two jobs are named "a"'],
  ])('is refused: %j: %s', async (input, code, message) => {
    const refused = await refusal(scene.create(actor, input))
    expect(refused).toMatchObject({ code, message: expect.stringContaining(message) })
    expect(await core.db.selectFrom('runs').select('id').where('owner_id', '=', actor.user_id).execute()).toEqual([])
  })

  it('looks as if there were nothing where a file is not shared', async () => {
    const other = await scene.addActor()
    await scene.write(other, 'data/own.txt')
    const input = { extra: { from: 'data/own.txt', owner: other.user_id } }
    const jobs = [{ name: 'one', application: 'maps/1/gather', inputs: input }]
    expect(await refusal(scene.create(actor, { jobs }))).toMatchObject({ code: 'FILE_NOT_FOUND' })
  })
})

describe('secrets', () => {
  const describing = { application: 'maps/1', entrypoints: ['describe'] }
  const kept = () => core.db.selectFrom('run_secrets').selectAll().where('owner_id', '=', actor.user_id).execute()

  it('can be given for one run, sealed, and are forgotten with its end', async () => {
    const run_id = await scene.create(actor, { ...describing, secrets: { OPENAI_KEY: 'sk-for-once' } })
    const [row] = await kept()
    expect(row?.name).toBe('OPENAI_KEY')
    expect(row?.ciphertext.includes('sk-for-once')).toBe(false)
    expect(JSON.stringify(await scene.specOf(run_id, 'describe'))).not.toContain('sk-for-once')
    await scene.work(run_id)
    expect(await kept()).toEqual([])
  })

  it('that are stored need a credential that may use them', async () => {
    await storeSecret(core, actor, { name: 'OPENAI_KEY', value: 'sk-stored' })
    const limited = { ...actor, scopes: ['runs:write', 'files:read'] as const }
    expect(await refusal(scene.create(limited, describing))).toMatchObject({ code: 'FORBIDDEN' })
    expect(await refusal(scene.create(actor, describing))).toMatchObject({ code: 'none' })
  })
})

it('submits 10,000 jobs in one transaction', async () => {
  const jobs = Array.from({ length: 9_999 }, (_, at) => ({
    name: `job-${at}`,
    application: 'maps/1/segment',
    parameters: { map: at % 2 === 0 ? 'peach' : 'plum', size: at },
    ...(at > 0 && { needs: [`job-${Math.floor((at - 1) / 3)}`] }),
  }))
  const run_id = await scene.create(actor, {
    jobs: [...jobs, { name: 'last', application: 'maps/1/gather', needs: ['job-9998'] }],
  })
  const { count } = await core.db
    .selectFrom('jobs')
    .select((count) => count.fn.countAll().as('count'))
    .where('run_id', '=', run_id)
    .executeTakeFirstOrThrow()
  expect(Number(count)).toBe(10_000)
})
