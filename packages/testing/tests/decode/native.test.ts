import { createWorker } from '@assay/access'
import { Assay } from '@assay/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { insertEntrypoints, type Platform, startPlatform } from '../../src/index.ts'
import { addApplication, jobOf } from './application.ts'
import { type Client, clientOf } from './client.ts'

let platform: Platform
let user: Client

beforeAll(async () => {
  platform = await startPlatform({ worker: false })
  await addApplication(platform)
  user = clientOf(platform, platform.user)
})

afterAll(async () => platform[Symbol.asyncDispose]())

const unknown = {
  ...{ exit_code: 0, image_digest: null, seconds: 1, cpu_seconds: null, peak_memory_bytes: null },
  ...{ gpu_peak_memory_bytes: null, gpu_utilization: null, output_files: 1, output_bytes: 1, notices: [] },
}

it('lets a native pull worker take a job of DECODE, whose outputs its user finds as ever', async () => {
  await user.send('/files/data/d1/upload', new File(['x'], 'a.tif'))
  const attributes = { files_down: { config_id: null, data_ids: ['d1'], artifact_ids: [] }, env_vars: {} }
  const { json } = await user.ask('POST', '/jobs', jobOf('by a native one', { attributes }))
  const { id } = json as { id: number }
  const { token } = await createWorker(platform.core, platform.user.actor, { name: 'lab', labels: [] })
  const { work } = new Assay({ url: platform.url, apiKey: token, logLevel: 'off' }).trpc
  const { id: session_id } = await work.open.mutate({
    ...{ name: 'lab', slots: 1, kinds: ['application'], executors: ['docker'] },
    offers: { cpu: 1, memory_bytes: 1 << 30 },
  })
  const { jobs } = await work.claim.mutate({ session_id, slots: 1, wait_seconds: 5 })
  const [job] = jobs
  if (!job) throw new Error('there is no job')
  expect((await user.ask('GET', `/jobs/${id}`)).json).toMatchObject({ status: 'running' })
  const attempt = { session_id, job_id: job.id, attempt: job.attempt }
  expect((await work.material.query(attempt)).inputs).toMatchObject([{ path: 'data/a.tif' }])
  const address = `${platform.url}/api/v1/work/sessions/${session_id}/jobs/${job.id}/attempts/${job.attempt}`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' }
  const sent = await fetch(`${address}/outputs/output?path=r.txt`, { method: 'PUT', headers, body: 'found' })
  expect(sent.status).toBe(200)
  const { job_id, attempt: number } = attempt
  const end = { kind: 'succeeded' as const, result: unknown }
  const ended = { job_id, run_id: job.run_id, attempt: number, end }
  await work.settle.mutate({ session_id, endings: [ended] })
  expect((await user.ask('GET', `/jobs/${id}`)).json).toMatchObject({ status: 'finished' })
  expect((await user.ask('GET', '/files/output/by%20a%20native%20one/output/r.txt/download')).text).toBe('found')
})

it('lets a worker of DECODE take a native job that fits its model, and none that needs more', async () => {
  const native = { version: '1', executor: 'docker' as const, image: 'tool:1', placement: 'any' as const }
  const given = { files: { mount: 'maps' } }
  await insertEntrypoints(platform, [
    {
      ...{ ...native, application: 'tool', entrypoint: 'plain', inputs: given },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: what users write
      command: ['sort', "it's", '${INPUT_DIR}/maps', '${OUTPUT_DIR}/out.txt'],
    },
    { ...native, application: 'tool', entrypoint: 'checked', command: ['sort'], checks: [{ file: 'a', min_bytes: 1 }] },
  ])
  await user.send('/files/data/maps/upload', new File(['m'], 'm.tif'))
  const { client } = platform
  const checked = await client.runs.create({ application: 'tool/1', entrypoints: ['checked'], priority: 5 })
  const inputs = { files: { from: 'data/maps' } }
  const plain = await client.runs.create({ application: 'tool/1', entrypoints: ['plain'], inputs })
  const worker = clientOf(platform, await platform.addUser({ groups: ['workers'] }), 'worker')
  const { json } = await worker.ask('GET', '/jobs?memory=8192&cpu_cores=8&limit=5')
  const [[id = '', job] = []] = Object.entries(json as Record<string, unknown>)
  expect(Object.keys(json as object)).toHaveLength(1)
  expect(job).toMatchObject({
    app: { cmd: ['sort', "'it'\\''s'", '/files/input/maps', '/files/output/out.txt'] },
    handler: {
      image_url: 'tool:1',
      files_down: { 'input/maps/m.tif': expect.any(String) },
      files_up: { output: 'output' },
    },
    hardware: { cpu_cores: 1, memory: 1024 },
  })
  await worker.ask('PUT', `/jobs/${id}/status?status=running`)
  await worker.send(`/jobs/${id}/files/upload?type=output&base_path=output`, new File(['o'], 'out.txt'))
  expect((await worker.ask('PUT', `/jobs/${id}/status?status=finished`)).status).toBe(204)
  expect(await client.runs.get(plain.id)).toMatchObject({ state: 'succeeded', jobs: [{ outputs: ['result'] }] })
  expect((await client.files.list(`output/${plain.id}/plain`)).items).toMatchObject([
    { path: `output/${plain.id}/plain/out.txt` },
  ])
  expect((await client.runs.get(checked.id)).state).toBe('queued')
  expect((await user.ask('GET', `/jobs/${id}`)).status).toBe(404)
})
