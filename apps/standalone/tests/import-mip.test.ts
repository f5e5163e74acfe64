import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { createThrowAwayDirectory } from '@assay/db/testing'
import { tieStorage } from '@assay/program'
import { startPlatform } from '@assay/testing'
import { expect, it } from 'vitest'

const start_time = '2024-04-05T11:21:11.311464'
const stop_time = '2024-04-05T11:22:11.311464'
const key = 'sk-of-somebody'
const payload = { job: 'job03', modules: ['map_crop'], map: 'WY_CO_Peach', force_rerun: false, openai_key: key }
const log = `#EXEC# docker run -e OPENAI_API_KEY=${key} x\nkey ${key}\ndone\n`
const module = { job: 'job03', start_time, stop_time, exception: null, log }

/** What mip_server leaves: a module that is done, and one without its marker. */
const files: Readonly<Record<string, unknown>> = {
  'outputs/job03.json': { ...payload, status: 'FAILED', start_time, stop_time },
  'outputs/job03/legend_segment.json': { ...module, module: 'legend_segment', status: 'PASSED' },
  'outputs/job03/legend_segment.task': 'job_name: job03\n',
  'outputs/job03/legend_segment/deep/a.json': { a: 1 },
  'outputs/job03/map_crop.json': { ...module, module: 'map_crop', status: 'NOT_STARTED', stop_time: null },
  'temps/job03/legend_segment/words.txt': 'scratch',
  'runs/20240405-112111.json': { status: 'FAILED', run_id: '20240405-112111', payload, start_time, stop_time, log: '' },
}

it('brings runs, jobs, logs and files of a folder of mip_server, once, and no key', { timeout: 60_000 }, async () => {
  await using platform = await startPlatform({ worker: false })
  await using directory = await createThrowAwayDirectory()
  const { db, storage } = platform.core
  const { database_url, storage_url, secret_key, user } = platform
  await tieStorage({ db, storage, storage_url })
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory.path, path)), { recursive: true })
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    await writeFile(join(directory.path, path), text)
  }
  const env = {
    ...{ PATH: process.env['PATH'], ASSAY_DATABASE_URL: database_url, ASSAY_STORAGE_URL: storage_url },
    ...{ ASSAY_SECRET_KEY: secret_key, ASSAY_DATA_DIR: join(directory.path, 'data') },
  }
  const bring = async (): Promise<unknown> => {
    const given = ['import-mip', directory.path, '--user', user.actor.email, '--json']
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(import.meta.dirname, '../src/admin.ts'), ...given],
      { env },
    )
    return JSON.parse(stdout)
  }
  expect(await bring()).toEqual({ runs: 1, jobs: 2, left_out: [] })
  expect(await bring()).toEqual({ runs: 0, jobs: 0, left_out: ['job03'] })

  const { items } = await platform.client.runs.list({ name: 'job03' })
  expect(items).toMatchObject([{ state: 'failed', created_at: '2024-04-05T11:21:11.311Z' }])
  const run = await platform.client.runs.get(items[0]?.id ?? '')
  const [done, undone] = run.jobs.toSorted((one, other) => (one.name < other.name ? -1 : 1))
  expect(done).toMatchObject({ name: 'legend_segment', state: 'succeeded', finished_at: '2024-04-05T11:22:11.311Z' })
  expect(undone).toMatchObject({ name: 'map_crop', state: 'failed', error: { message: expect.any(String) } })
  const said = await (await platform.client.jobs.log(done?.id ?? '')).text()
  expect(said).toBe('#EXEC# docker run -e OPENAI_API_KEY=*** x\nkey ***\ndone\n')
  const place = `output/${run.id}/legend_segment/deep/a.json`
  expect(await (await platform.client.files.download(place)).text()).toBe('{"a":1}')

  const authorization = `Basic ${Buffer.from(`mip:${user.key}`).toString('base64')}`
  const ask = async (path: string) => fetch(`${platform.url}/mip${path}`, { headers: { authorization } })
  expect(await (await ask('/jobs/job03')).json()).toMatchObject({ status: 'FAILED', modules: ['map_crop'] })
  expect(await (await ask('/runs/')).json()).toEqual([expect.stringMatching(/^20240405-112111-/)])
  const zip = await (await ask('/modules/job03/legend_segment/temps')).text()
  expect(zip).toContain('job03_legend_segment_temps/words.txt')
})
