import { execFile } from 'node:child_process'
import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { startPlatform } from '../../src/index.ts'
import { nativeId } from './client.ts'
import { applyStandIns } from './stand-ins.ts'

const original = process.env['ASSAY_TEST_MIP_CLIENT']
const runStatus = z.object({ run_id: z.string(), status: z.string() })

it('serves mip_client.py as it is, from the first to the last step of the README', async ({ skip }) => {
  skip(original === undefined, 'there is no mip_client.py: ASSAY_TEST_MIP_CLIENT names none')
  await using platform = await startPlatform()
  await applyStandIns(platform)
  await platform.client.files.upload(new Blob(['tif']), 'data/maps/WY_CO_Peach/WY_CO_Peach.tif')
  await using folder = await mkdtempDisposable(join(tmpdir(), 'assay-mip-'))
  const at = (name: string) => join(folder.path, name)
  const env = { PATH: process.env['PATH'], MIP_CLIENT_USER: 'mip', MIP_OPENAI_KEY: 'sk-1' }
  const client = async (...given: string[]): Promise<string> => {
    const options = { cwd: folder.path, env: { ...env, MIP_CLIENT_PASSWORD: platform.user.key } }
    return (await promisify(execFile)('python3', [original ?? '', ...given], options)).stdout
  }
  const get = async (path: string, output?: string) =>
    client('--get', '--url', `${platform.url}/mip${path}`, ...(output === undefined ? [] : ['--output', at(output)]))
  const readStatus = async (name: string) => runStatus.parse(JSON.parse(await readFile(at(name), 'utf8')))

  expect(await get('/modules')).toContain("'name': 'map_crop'")
  for (const path of ['/maps', '/maps/']) expect(await get(path)).toContain("['WY_CO_Peach']")
  expect(await get('/')).toContain("'Hello, mipper.'")
  await writeFile(at('hello.json'), '{ "name": "self", "greeting": "hi" }')
  expect(await client('--post', '--url', `${platform.url}/mip`, '--input', at('hello.json'))).toContain("'HI'")

  const asked = { job: 'job03', modules: ['map_crop'], map: 'WY_CO_Peach', force_rerun: false, openai_key: '' }
  await writeFile(at('a.json'), JSON.stringify(asked))
  for (const path of ['/runs', '/runs/']) {
    await client('--post', '--url', `${platform.url}/mip${path}`, '--input', at('a.json'), '--output', at('b.json'))
  }
  const { run_id } = await readStatus('b.json')
  await platform.client.runs.wait(nativeId(run_id))
  await get(`/runs/${run_id}`, 'c.json')
  expect(await readStatus('c.json')).toEqual({ run_id, status: 'PASSED' })
  expect(await get('/runs')).toContain(run_id)
  expect(await get('/jobs')).toContain("['job03']")
  expect(await get('/jobs/job03', 'd.json')).toContain("'status': 'PASSED'")
  expect(await get('/modules/job03/legend_segment')).toContain("'module': 'legend_segment'")
  for (const place of ['modules', 'jobs']) {
    const said = await get(`/${place}/job03/legend_segment/outputs`)
    const { length } = await readFile(at('job03_legend_segment_outputs.zip'))
    expect(said).toContain(`job03_legend_segment_outputs.zip: ${length} bytes`)
    for (const part of ['logs', 'outputs', 'temps']) await get(`/${place}/job03/map_crop/${part}`, `${part}.zip`)
  }
  const { stdout } = await promisify(execFile)('python3', [
    '-m',
    'zipfile',
    '-l',
    at('job03_legend_segment_outputs.zip'),
  ])
  expect(stdout).toContain('job03_legend_segment_outputs/WY_CO_Peach_map_segmentation.json')
  await expect(get('/jobs/unheard_of')).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining('not found') })
}, 60_000)
