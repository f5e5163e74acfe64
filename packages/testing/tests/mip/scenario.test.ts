import { readdir, readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Platform, startPlatform } from '../../src/index.ts'
import { type Client, clientOf, nativeId, runIdOf } from './client.ts'
import { applyStandIns } from './stand-ins.ts'

let platform: Platform
let client: Client

const key = 'sk-a-key-of-openai-1234'
const modules = [
  ...['legend_segment', 'map_crop', 'legend_item_segment', 'legend_item_description', 'point_extract'],
  ...['line_extract', 'polygon_extract', 'georeference', 'geopackage'],
]

beforeAll(async () => {
  platform = await startPlatform()
  await applyStandIns(platform)
  client = clientOf(platform, platform.user)
  for (const map of ['WY_CO_Peach', 'CO_Other']) {
    await platform.client.files.upload(new Blob([`the sheet of ${map}`]), `data/maps/${map}/${map}.tif`)
  }
})

afterAll(async () => platform[Symbol.asyncDispose]())

/** Those of a run that were executed for it. */
async function executed(run_id: string): Promise<string[]> {
  const { jobs } = await platform.client.runs.get(nativeId(run_id))
  return jobs.flatMap(({ name, reused_from }) => (reused_from === null ? [name] : [])).toSorted()
}

it('runs all nine modules of the example in one run, whichever way they are called for', async () => {
  const { run_id, ...ended } = await client.run({ job: 'whole', modules: ['all'], openai_key: key })
  expect(ended).toMatchObject({ status: 'PASSED', payload: { modules: ['all'], openai_key: '' } })
  expect(await executed(run_id)).toEqual(modules.toSorted())
  expect((await client.get('/modules/whole')).json).toEqual(modules.toSorted())
  const again = await client.run({ job: 'other', modules: ['ALL'], openai_key: 'another key' })
  expect(await executed(again.run_id)).toEqual([])
  expect(again.log).toContain('geopackage: PASSED: already done\n')
})

it('hands the key to the module that declares it, and shows it nowhere', async () => {
  const { run_id } = await client.run({
    ...{ job: 'keyed', modules: ['georeference', 'legend_item_description'], openai_key: key },
    force_rerun: true,
  })
  const { json } = await client.get('/modules/keyed/legend_item_description')
  expect(json).toMatchObject({ status: 'PASSED', log: expect.stringMatching(/^key: 23 (?!sk-)\S+\nended\n$/) })
  const run = await platform.client.runs.get(nativeId(run_id))
  const jobs = await Promise.all(run.jobs.map(({ id }) => platform.client.jobs.get(id)))
  const said = [run, jobs, json, (await client.get(`/runs/${run_id}`)).json]
  expect(JSON.stringify(said)).not.toContain(key)
  const { bytes } = await client.get('/modules/keyed/georeference/outputs')
  expect(bytes.toString()).toContain('the sheet of WY_CO_Peach key: \n')
  for (const table of ['runs', 'jobs', 'events', 'audit_entries', 'fingerprints']) {
    const found = await rowsWith(table, key)
    expect([table, found]).toEqual([table, 0])
  }
})

async function rowsWith(table: string, text: string): Promise<number> {
  const query = sql<{
    found: number
  }>`select count(*)::int found from ${sql.table(table)} t where t::text like ${`%${text}%`}`
  const { rows } = await query.execute(platform.core.db)
  return rows[0]?.found ?? 0
}

it('runs again what failed and what needs it, when it is posted again under the same name', async () => {
  const given = { job: 'mended', modules: ['point_extract', 'georeference'], map: 'CO_Other' }
  const failed = await client.run({ ...given, openai_key: 'refused' })
  expect(failed).toMatchObject({ status: 'FAILED', log: expect.stringMatching(/^legend_item_description: FAILED: /m) })
  expect(failed.log).toContain('point_extract: NOT_STARTED')
  expect(failed.log).toContain('georeference: PASSED\n')
  const part = await client.get('/modules/mended/legend_item_description')
  expect(part.json).toMatchObject({ status: 'FAILED', exception: expect.any(String), stop_time: expect.any(String) })
  const mended = await client.run({ ...given, openai_key: key })
  expect(mended.status).toBe('PASSED')
  expect(await executed(mended.run_id)).toEqual(['legend_item_description', 'point_extract'])
  expect((await client.get('/jobs/mended')).json).toMatchObject({ status: 'PASSED' })
})

it('runs the modules that are named again by force, and those alone', async () => {
  await client.run({ job: 'forced' })
  const { run_id } = await client.run({ job: 'forced', force_rerun: true })
  expect(await executed(run_id)).toEqual(['map_crop'])
  expect((await client.get('/jobs/forced')).json).toMatchObject({ modules: ['map_crop'], force_rerun: true })
})

it('runs again for another map under the same name, and for other switches', async () => {
  await client.run({ job: 'moved', modules: ['georeference'] })
  const moved = await client.run({ job: 'moved', modules: ['georeference'], map: 'CO_Other', force_rerun: true })
  expect(await executed(moved.run_id)).toEqual(['georeference'])
  expect((await client.get('/modules/moved/georeference/outputs')).bytes.toString()).toContain('sheet of CO_Other')
  const options = { map_crop: { patch_sizes: [512, 64], only: [true, false], verbose: '', name: 'a b', fast: true } }
  const { run_id, payload } = await client.run({ job: 'moved', options })
  expect(payload).toMatchObject({ options })
  expect(await executed(run_id)).toEqual(['map_crop'])
  const { bytes } = await client.get('/modules/moved/map_crop/outputs')
  expect(bytes.toString()).toContain('--patch_sizes 512 64 --only 1 0 --verbose --name a b --fast True\n')
})

it('fails a module whose check fails though it exits with 0', async () => {
  const { status } = await client.run({
    job: 'empty',
    modules: ['map_crop'],
    options: { map_crop: { leave_nothing: '' } },
  })
  expect(status).toBe('FAILED')
  const { json } = await client.get('/modules/empty/map_crop')
  expect(json).toMatchObject({ status: 'FAILED', exception: expect.stringContaining('g1000_s1000_wo_legend') })
})

it('runs modules that do not need each other at once, and shows what they say while they run', async () => {
  const options = { georeference: { hold: '' }, legend_segment: { hold: '' } }
  const asked = { job: 'held', map: 'CO_Other', force_rerun: false, openai_key: key, options }
  const { json } = await client.post('/runs/', { ...asked, modules: ['georeference', 'map_crop'] })
  expect(json).toMatchObject({ status: 'RUNNING', stop_time: null, log: null })
  expect((await client.get('/jobs/held')).json).toMatchObject({ status: 'RUNNING', stop_time: null })
  for (const module of ['georeference', 'legend_segment']) {
    await expect
      .poll(async () => (await client.get(`/modules/held/${module}`)).json, { timeout: 10_000 })
      .toMatchObject({ status: 'RUNNING', stop_time: null, log: 'begun\n' })
  }
  expect((await client.get('/modules/held/map_crop')).json).toMatchObject({ status: 'NOT_STARTED' })
  expect(await commandLinesWith(key)).toEqual([])
  const run_id = nativeId(runIdOf(json))
  await platform.client.runs.stop(run_id)
  await platform.client.runs.wait(run_id)
  expect((await client.get('/jobs/held')).json).toMatchObject({ status: 'FAILED', stop_time: expect.any(String) })
})

async function commandLinesWith(text: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return lines.filter((line) => line.includes(text))
}
