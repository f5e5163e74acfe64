import { readFile } from 'node:fs/promises'
import { readDecodeCatalogue } from '@assay/schemas'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type Platform, startPlatform } from '../../src/index.ts'
import { clientOf } from './client.ts'

let platform: Platform

const file = new URL('./application_config.yaml', import.meta.url)

beforeAll(async () => {
  platform = await startPlatform({ worker: false })
})

afterAll(async () => platform[Symbol.asyncDispose]())

it('lists what a file of DECODE’s says, and nothing else', async () => {
  const client = clientOf(platform, platform.user)
  expect(await client.ask('GET', '/jobs/applications')).toMatchObject({ status: 200, json: {} })
  const admin = await platform.addUser({ groups: ['admin'] })
  const text = await readFile(file, 'utf8')
  const { entries } = readDecodeCatalogue(text)
  const own = { application: 'maps', version: '1', entrypoint: 'crop', command: ['crop'] }
  await admin.client.applications.apply({ entries: [...entries, own] })
  const listed = await client.ask('GET', '/jobs/applications')
  expect([listed.status, listed.json]).toEqual([200, parse(text)])
  const moved = await client.ask('GET', '/jobs/applications/')
  expect([moved.status, moved.headers.get('location')]).toEqual([307, `${platform.url}/decode/user/jobs/applications`])
})

it('shows them to users alone', async () => {
  const worker = await platform.addUser({ groups: ['workers'] })
  expect(await clientOf(platform, worker).ask('GET', '/jobs/applications')).toMatchObject({
    status: 403,
    json: { detail: "Not a member of the 'users' group" },
  })
  expect(await clientOf(platform).ask('GET', '/jobs/applications')).toMatchObject({
    status: 401,
    json: { detail: 'Not authenticated' },
  })
})

it('puts several folders of the tree in front of a job as one', async () => {
  const { client } = platform.user
  for (const name of ['one', 'two']) {
    await clientOf(platform, platform.user).send(`/files/data/${name}/upload`, new File(['x'], `${name}.csv`))
  }
  const several = [{ from: 'data/one' }, { from: 'data/two' }]
  const input = { application: 'smlm/latest', entrypoints: ['fit'], environment: { SMLM_MODE: 'fast' } }
  const run = await client.runs.create({ ...input, inputs: { data_ids: { several } } })
  const { items } = await client.jobs.list({ run_id: run.id })
  const job = await client.jobs.get(items[0]?.id ?? '')
  expect(job.spec).toMatchObject({
    ...{ folder: '/files', image: 'registry.example.org/smlm:latest', environment: { SMLM_MODE: 'fast' } },
    inputs: [{ path: 'data/one.csv' }, { path: 'data/two.csv' }],
  })
  const twice = client.runs.create({
    ...input,
    inputs: { data_ids: { several: [{ from: 'data/one' }, { from: 'data/one' }] } },
  })
  await expect(twice).rejects.toMatchObject({ code: 'INPUT_INVALID' })
})
