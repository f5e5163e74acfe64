// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what users write

import type { Actor } from '@assay/access'
import { statesOf } from '@assay/engine/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OpenCore } from '../../src/open-core.ts'
import { explainRun } from '../../src/run/explain.ts'
import { getRunGraph } from '../../src/run/graph.ts'
import { sweepInputs } from '../../src/run/input-sweep.ts'
import { stopJob } from '../../src/run/job.ts'
import { retryRun } from '../../src/run/retry.ts'
import { planRetry } from '../../src/run/retry-plan.ts'
import { getRunDetail, listOwnRuns, stopRun } from '../../src/run/run.ts'
import { openTestCore } from '../open-test-core.ts'
import { applicationScene } from './application-scene.ts'

let core: OpenCore
let scene: ReturnType<typeof applicationScene>
let actor: Actor

beforeAll(async () => {
  core = await openTestCore()
  scene = applicationScene(core)
  await scene.insertEntrypoints('steps', [
    { entrypoint: 'first', command: ['a'], inputs: { map: { from: 'data/a', mount: 'a' } } },
    { entrypoint: 'second', command: ['b'], requires: ['first'], inputs: { one: { of: 'first', mount: 'b' } } },
    { entrypoint: 'third', command: ['c'], requires: ['second'], inputs: { two: { of: 'second', mount: 'c' } } },
    { entrypoint: 'other', command: ['d'], secrets: [{ secret: 'KEY', environment: 'KEY' }] },
  ])
})
afterAll(() => core[Symbol.asyncDispose]())

const asked = { application: 'steps/1', entrypoints: ['ALL'], secrets: { KEY: 'x' } }

beforeEach(async () => {
  actor = await scene.addActor()
  await scene.write(actor, 'data/a')
})

describe('a retry', () => {
  it('reuses what succeeded, and runs the rest again with what it needs', async () => {
    const run_id = await scene.create(actor, asked)
    await scene.work(run_id, { failing: ['second'] })
    expect(await statesOf(core.db, run_id)).toMatchObject({ first: 'succeeded', second: 'failed', third: 'skipped' })
    const planned = (await planRetry(core, actor, { run_id })).items
    expect(planned.filter(({ action }) => action === 'run').map(({ name }) => name)).toEqual(['second', 'third'])
    await scene.write(actor, 'data/a')
    const again = await retryRun(core, actor, { run_id })
    expect(again).toMatchObject({ retry_of: run_id, jobs_open: 2 })
    expect(await scene.work(again.id)).toEqual(['second', 'third'])
    expect(await scene.explain(actor, again.id)).toMatchObject({ first: ['reused'], second: ['unfinished'] })
  })

  it('begins from one job on, with all that needs it, also where everything succeeded', async () => {
    const run_id = await scene.create(actor, asked)
    await scene.work(run_id)
    await expect(retryRun(core, actor, { run_id })).rejects.toMatchObject({ code: 'RUN_NOT_RETRYABLE' })
    await expect(retryRun(core, actor, { run_id, from: ['secnd'] })).rejects.toThrow('"secnd" is no job of this run')
    const again = await retryRun(core, actor, { run_id, from: ['second'] })
    expect(await scene.work(again.id)).toEqual(['second', 'third'])
    expect(await scene.explain(actor, again.id)).toMatchObject({ second: ['forced'], third: ['upstream'] })
  })

  it('needs secrets that were given for the first run once more', async () => {
    const run_id = await scene.create(actor, asked)
    await scene.work(run_id)
    const all = { run_id, force: true }
    await expect(retryRun(core, actor, all)).rejects.toMatchObject({ code: 'SECRET_NOT_FOUND' })
    const secrets = { KEY: 'y' }
    await expect(retryRun(core, actor, { ...all, secrets: { KEYS: 'y' } })).rejects.toThrow('secrets.KEYS')
    const again = await retryRun(core, actor, { ...all, secrets })
    expect((await scene.work(again.id)).toSorted()).toEqual(['first', 'other', 'second', 'third'])
  })

  it('names the input whose bytes are gone', async () => {
    const run_id = await scene.create(actor, asked)
    await stopRun(core, actor, { run_id })
    await core.db.updateTable('runs').set({ finished_at: '2026-01-01T00:00:00Z' }).where('id', '=', run_id).execute()
    await sweepInputs(core)
    const kept = await retryRun(core, actor, { run_id, secrets: asked.secrets })
    await core.db.deleteFrom('runs').where('id', '=', kept.id).execute()
    await scene.write(actor, 'data/a')
    await expect(retryRun(core, actor, { run_id, secrets: asked.secrets })).rejects.toMatchObject({
      code: 'JOB_INPUT_GONE',
      data: { job: 'first', path: 'data/a' },
    })
  })
})

describe('a job that is stopped alone', () => {
  it('has what needs it skipped, while the rest of its run goes on', async () => {
    const run_id = await scene.create(actor, asked)
    const { id: job_id = '' } = (await scene.jobsOf(run_id)).get('second') ?? {}
    expect(await stopJob(core, actor, { job_id })).toMatchObject({ state: 'stopped' })
    expect(await statesOf(core.db, run_id)).toMatchObject({ third: 'skipped', run: 'queued' })
    expect((await scene.work(run_id)).toSorted()).toEqual(['first', 'other'])
    expect(await statesOf(core.db, run_id)).toMatchObject({ run: 'stopped', other: 'succeeded' })
    await expect(stopJob(core, await scene.addActor(), { job_id })).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' })
  })
})

describe('a run of many jobs', () => {
  it('has its graph and explanations by pages, and shows its first jobs by itself', async () => {
    const values = Array.from({ length: 250 }, (_, at) => at)
    await scene.insertEntrypoints('many', [
      { entrypoint: 'one', command: ['a'], parameters: { at: { type: 'integer' } } },
      { entrypoint: 'all', command: ['b'], inputs: { ones: { mount: 'ones' } } },
    ])
    const run_id = await scene.create(actor, {
      name: 'many of them',
      jobs: [
        { name: 'one', application: 'many/1/one', matrix: { parameters: { at: values } } },
        { name: 'all', application: 'many/1/all', inputs: { ones: { job: 'one' } } },
      ],
    })
    const detail = await getRunDetail(core, actor, { run_id })
    expect(detail.jobs).toHaveLength(200)
    expect(detail.jobs_total).toBe(251)
    const first = await getRunGraph(core, actor, { run_id, limit: 200 })
    const rest = await getRunGraph(core, actor, { run_id, limit: 200, after: first.next_after ?? '' })
    expect(rest.next_after).toBeNull()
    expect(rest.items.at(-1)).toMatchObject({ name: 'all', state: 'blocked' })
    expect(rest.items.at(-1)?.needs).toHaveLength(250)
    const explained = await explainRun(core, actor, { run_id, limit: 200, after: first.next_after ?? '' })
    expect(explained.items.at(-1)).toMatchObject({ name: 'all', cause: 'first' })
    const listed = await listOwnRuns(core, actor, { name: 'many of them', limit: 10, include_total: false })
    expect(listed.items.map(({ id }) => id)).toEqual([run_id])
    await scene.work(run_id, { failing: ['one-240'] })
    expect((await getRunDetail(core, actor, { run_id })).error).toMatchObject({ code: 'INTERNAL' })
  })

  it('tells others, to whom it is shared, nothing of earlier runs', async () => {
    const first = await scene.create(actor, asked)
    await scene.work(first)
    const run_id = await scene.create(actor, { ...asked, force_rerun: true })
    await core.db
      .insertInto('shares')
      .values({ id: crypto.randomUUID(), run_id, owner_id: actor.user_id, with_group: 'users', access: 'read' })
      .execute()
    const { items } = await explainRun(core, await scene.addActor(), { run_id, limit: 10 })
    expect(new Set(items.map(({ compared_with }) => compared_with))).toEqual(new Set([null]))
  })
})
