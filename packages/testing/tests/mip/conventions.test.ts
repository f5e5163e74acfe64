import { execFile } from 'node:child_process'
import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Platform, startPlatform, type TestUser } from '../../src/index.ts'
import { type Client, clientOf, type RunStatus, runIdOf } from './client.ts'
import { applyStandIns, exampleFile } from './stand-ins.ts'

let platform: Platform
let client: Client
let owner: TestUser
let first: RunStatus

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/)
const modules = [
  ...['legend_segment', 'map_crop', 'legend_item_segment', 'legend_item_description', 'point_extract'],
  ...['line_extract', 'polygon_extract', 'georeference', 'geopackage'],
]
const asked = { job: 'job03', modules: ['map_crop'], map: 'WY_CO_Peach', force_rerun: false, openai_key: 'k' }

beforeAll(async () => {
  platform = await startPlatform()
  owner = platform.user
  await applyExample()
  client = clientOf(platform, owner)
  expect((await client.get('/modules')).json).toEqual(modules.map((name) => ({ name, version: '1' })))
  await applyStandIns(platform)
  for (const path of ['WY_CO_Peach/WY_CO_Peach.tif', 'AK_Other.v2/x.tif', 'CO_File.tif']) {
    await platform.client.files.upload(new Blob(['tif']), `data/maps/${path}`)
  }
  first = await client.run({ job: 'job03' })
})

afterAll(async () => platform[Symbol.asyncDispose]())

/** As the README says, with the names of the original's images. */
async function applyExample(): Promise<void> {
  const { key: ASSAY_API_KEY } = await platform.addUser({ groups: ['users', 'admin'] })
  const main = join(import.meta.dirname, '../../../cli/src/main.ts')
  const env = { PATH: process.env['PATH'], ASSAY_URL: platform.url, ASSAY_API_KEY }
  await promisify(execFile)(process.execPath, [main, 'applications', 'apply', exampleFile], { env })
}

it('greets, and shouts back', async () => {
  expect(await client.get('/')).toMatchObject({ status: 200, type: 'application/json', json: 'Hello, mipper.' })
  const { json } = await client.post('/', { greeting: 'hi', name: 'self', openai_key: 'k' })
  expect(json).toEqual({ greeting: 'HI', name: 'SELF' })
})

it('answers a run at once, and as it goes on, in the words and the order of the original', async () => {
  const { status, type, json } = await client.post('/runs/', asked)
  expect([status, type]).toEqual([200, 'application/json'])
  expect(json).toEqual({
    status: 'PASSED',
    run_id: expect.stringMatching(/^\d{8}-\d{6}-[\da-f]+$/),
    payload: { ...asked, openai_key: '' },
    start_time: time,
    stop_time: time,
    log: null,
  })
  expect(Object.keys(Object(json))).toEqual(['status', 'run_id', 'payload', 'start_time', 'stop_time', 'log'])
  expect(Object.keys(Object(first['payload']))).toEqual(Object.keys(asked))
  expect(first).toMatchObject({ status: 'PASSED', log: 'legend_segment: PASSED\nmap_crop: PASSED\n' })
})

it('gives every run an id of its own, however many begin in one second, and lists them in order', async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => client.post('/runs', { ...asked, job: 'many' })))
  const ids = answers.map(({ json }) => runIdOf(json))
  expect(new Set(ids).size).toBe(5)
  const { json } = await client.get('/runs')
  expect(json).toEqual(expect.arrayContaining([first.run_id, ...ids]))
  expect(json).toEqual([...Object.values(Object(json))].toSorted())
})

it('describes jobs and their modules', async () => {
  expect((await client.get('/jobs')).json).toEqual(expect.arrayContaining(['job03']))
  const { json: job } = await client.get('/jobs/job03')
  expect(job).toEqual({
    ...{ job: 'job03', modules: ['map_crop'], status: 'PASSED', start_time: time, stop_time: time },
    force_rerun: false,
  })
  expect(Object.keys(Object(job))).toEqual(['job', 'modules', 'status', 'start_time', 'stop_time', 'force_rerun'])
  expect((await client.get('/modules/job03')).json).toEqual(['legend_segment', 'map_crop'])
  expect((await client.get('/modules/unheard_of')).json).toEqual([])
  const { json: module } = await client.get('/modules/job03/legend_segment')
  expect(module).toEqual({
    ...{ status: 'PASSED', job: 'job03', module: 'legend_segment', start_time: time, stop_time: time },
    ...{ exception: null, log: 'ended\n' },
  })
})

it('lists the maps below data/maps, and those that others share', async () => {
  const other = await platform.addUser()
  await other.client.files.upload(new Blob(['the sheet of others']), 'data/maps/NV_Shared/NV_Shared.tif')
  await other.client.files.upload(new Blob(['the sheet of others']), 'data/maps/NV_Private/NV_Private.tif')
  expect((await client.get('/maps')).json).toEqual(['AK_Other.v2', 'CO_File', 'WY_CO_Peach'])
  await other.client.shares.create({ file_id: 'data/maps/NV_Shared', with: { user_id: owner.actor.user_id } })
  expect((await client.get('/maps/')).json).toEqual(['AK_Other.v2', 'CO_File', 'NV_Shared', 'WY_CO_Peach'])
  const { status } = await client.run({ job: 'of_another', modules: ['georeference'], map: 'NV_Shared' })
  expect(status).toBe('PASSED')
  expect((await client.get('/modules/of_another/georeference/outputs')).bytes.toString()).toContain('sheet of others')
  expect((await client.post('/runs', { ...asked, map: 'NV_Private' })).status).toBe(422)
})

describe('a zip', () => {
  it.each(['modules', 'jobs'])('of a module is served below /%s, with one folder at its top', async (place) => {
    for (const [part, files] of Object.entries({
      logs: ['legend_segment.json', 'legend_segment.task', 'legend_segment.docker.log'],
      outputs: ['WY_CO_Peach_map_segmentation.json', 'deep/x'],
      temps: ['words.txt'],
    })) {
      const { status, type, headers, bytes } = await client.get(`/${place}/job03/legend_segment/${part}`)
      const folder = `job03_legend_segment_${part}`
      expect([status, type]).toEqual([200, 'application/zip'])
      expect(headers.get('content-disposition')).toBe(`attachment; filename="${folder}.zip"`)
      expect(headers.get('content-length')).toBe(String(bytes.length))
      expect(await namesIn(bytes)).toEqual([`${folder}/`, ...files.map((file) => `${folder}/${file}`)])
    }
  })

  it('of logs holds the log that a module writes among its outputs', async () => {
    const { bytes } = await client.get('/modules/job03/map_crop/logs')
    expect(await namesIn(bytes)).toContain('job03_map_crop_logs/run.log')
    expect(bytes.toString()).toContain('map_name: WY_CO_Peach\n')
  })
})

/** As the zip's own readers list them. */
async function namesIn(bytes: Buffer): Promise<string[]> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'assay-mip-'))
  const path = join(folder.path, 'a.zip')
  await writeFile(path, bytes)
  const program = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); z.testzip(); print("\\n".join(z.namelist()))'
  const { stdout } = await promisify(execFile)('python3', ['-c', program, path])
  return stdout.trimEnd().split('\n')
}

it.each([
  ['/runs/20261120-112111', 'run not found: 20261120-112111'],
  ['/jobs/unheard_of', 'job not found: unheard_of'],
  ['/modules/job03/geopackage', 'module not found: job03/geopackage'],
  ['/jobs/job03/geopackage/outputs', 'module not found: job03/geopackage'],
  ['/unheard/of', 'Not Found'],
])('has no %s', async (path, detail) => {
  expect(await client.get(path)).toMatchObject({ status: 404, type: 'application/json', json: { detail } })
})

it.each<[string, object, object]>([
  ['a field that is missing', { map: undefined }, { type: 'missing', loc: ['body', 'map'], msg: 'Field required' }],
  ['no module', { modules: [] }, { loc: ['body', 'modules'] }],
  [
    'a module that is not there',
    { modules: ['map_crop', 'x'] },
    { loc: ['body', 'modules', 1], msg: 'task not found: x' },
  ],
  ['a switch for a module', { modules: ['--config-file=x'] }, { loc: ['body', 'modules'] }],
  ['a job outside of its folder', { job: '../x' }, { loc: ['body', 'job'] }],
  ['a job of several folders', { job: 'a/b' }, { loc: ['body', 'job'] }],
  ['a map that is not there', { map: 'AK' }, { loc: ['body', 'map'], msg: 'map not found: AK' }],
  ['a map that is a switch', { map: '--help' }, { loc: ['body', 'map'] }],
  ['switches of no module', { options: 'x' }, { loc: ['body', 'options'] }],
])('refuses %s', async (_, given, fault) => {
  const { status, json } = await client.post('/runs', { ...asked, ...given })
  expect([status, json]).toEqual([422, { detail: [expect.objectContaining(fault)] }])
})

it('tells where the slash belongs, and of verbs that an address does not know', async () => {
  const headers = { authorization: `Basic ${Buffer.from(`mip:${owner.key}`).toString('base64')}` }
  const ask = async (method: string, path: string) =>
    fetch(`${platform.url}/mip${path}`, { method, headers, redirect: 'manual' })
  for (const path of ['/jobs', '/modules', '/runs', '/maps']) {
    const answer = await ask('GET', path)
    expect([path, answer.status, answer.headers.get('location')]).toEqual([path, 307, `${platform.url}/mip${path}/`])
  }
  expect((await ask('POST', '/runs')).status).toBe(307)
  expect((await ask('GET', '/jobs/job03/')).headers.get('location')).toBe(`${platform.url}/mip/jobs/job03`)
  expect((await ask('DELETE', '/jobs/job03')).status).toBe(405)
})
