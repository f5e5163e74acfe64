// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what users write

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endJobs, insertEntrypoints, type Platform, startPlatform } from '../../testing/src/index.ts'
import { assayInside } from './inside.ts'

let platform: Platform
let assay: ReturnType<typeof assayInside>
let folder: string

beforeAll(async () => {
  platform = await startPlatform({ worker: false })
  folder = await mkdtemp(join(tmpdir(), 'assay-run-'))
  const environment = { ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key, MAPS_KEY: 'sk-mine', COLUMNS: '200' }
  assay = assayInside(environment)
  const size = { type: 'integer', default: 3, min: 1, description: 'of a tile' } as const
  const application = 'maps'
  const parameters = { map: { type: 'string' as const }, tile_size: size }
  await insertEntrypoints(platform, [
    { application, entrypoint: 'segment', command: ['a'], parameters },
    {
      ...{ application, entrypoint: 'crop', command: ['b'], requires: ['segment'] },
      inputs: { s: { of: 'segment', mount: 's' } },
    },
    {
      ...{ application, entrypoint: 'read', command: ['c'] },
      secrets: [{ secret: 'MAPS_KEY', environment: 'KEY' }],
    },
  ])
})
afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

async function submit(...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await assay('run', ...args, '--json')
  expect(stderr).toBe('')
  return JSON.parse(stdout).id
}

test('parameters are options, typed as the catalogue has them, and are told by --help', async () => {
  const help = await assay('run', 'maps/1/crop', '--help')
  expect(help).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('--tile-size <integer>') })
  expect(help.stdout).toContain('Usage: assay run maps/1/crop [options]')
  expect(help.stdout).toContain('of a tile; at least 1, 3 unless given')
  const wrong = await assay('run', 'maps/1/crop', '--mapp', 'peach')
  expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Did you mean --map?') })
  const typed = await assay('run', 'maps/1/crop', '--map', 'peach', '--tile-size', 'large')
  expect(typed).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('It must be a whole number.') })
  const missing = await assay('run', 'maps/1/crop')
  expect(missing).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Give --map.') })
  expect(await assay('run')).toMatchObject({ exitCode: 2 })
  expect((await assay('run', 'maps/2/crop')).stderr).toContain('There is no application')
  const run_id = await submit('maps/1/crop', '--map', 'peach', '--tile_size=5', '--name', 'mine')
  const { jobs } = await platform.client.runs.get(run_id)
  expect(jobs.map(({ spec }) => 'parameters' in spec && spec.parameters)).toEqual([{ map: 'peach', tile_size: 5 }, {}])
  expect((await assay('runs', 'list', '--name', 'mine')).stdout).toContain(run_id)
  await endJobs(platform)
})

test('--follow tells each job as it goes, and exits with 3 when the run failed', async () => {
  const followed = assay('run', 'maps/1/crop', '-p', 'map=plum', '--follow', '--force')
  const worked = waitForRun().then(() => endJobs(platform, ['crop']))
  const { exitCode, stderr } = await followed
  await worked
  expect(exitCode).toBe(3)
  expect(stderr).toContain('segment: succeeded')
  expect(stderr).toContain('crop: failed')
  expect(stderr).toContain('The log of crop:')
})

test('--follow tells why each job waits, and its place, once', async () => {
  const environment = { ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key }
  const reason = Promise.withResolvers<void>()
  const hearing = assayInside(environment, { heard: (text) => text.startsWith('segment: waits') && reason.resolve() })
  const followed = hearing('run', 'maps/1/crop', '-p', 'map=quince', '--follow', '--force')
  await reason.promise
  await endJobs(platform)
  const { exitCode, stderr } = await followed
  expect(exitCode).toBe(0)
  expect(stderr.match(/^segment: waits: .*$/gm)).toEqual([
    'segment: waits: No worker is connected that takes such jobs (1 of yours, 1 of all)',
  ])
  expect(stderr).toMatch(/^crop: blocked\n/m)
})

async function waitForRun(): Promise<void> {
  const open = platform.core.db.selectFrom('runs').select('id').where('finished_at', 'is', null)
  while ((await open.execute()).length === 0);
}

test('a graph in a file is submitted as it is, and shown as a tree, explained, and tried again', async () => {
  const graph = join(folder, 'graph.yaml')
  await writeFile(
    graph,
    `name: two
jobs:
  - { name: one, application: maps/1/segment, parameters: { map: fig } }
  - { name: two, application: maps/1/crop, inputs: { s: { job: one } } }
`,
  )
  const run_id = await submit('-f', graph)
  await endJobs(platform, ['two'])
  expect((await assay('runs', 'graph', run_id)).stdout).toContain('two  failed: It failed.\n└─ one  succeeded')
  expect((await assay('runs', 'explain', run_id)).stdout).toMatch(/one +succeeded +(first|changed)/)
  const reused = await assay('run', 'maps/1/segment', '--map', 'fig', '--follow', '--log', 'segment')
  expect(reused).toMatchObject({
    exitCode: 0,
    stderr: expect.stringMatching(/no log of its own: assay jobs logs \S+\n$/),
  })
  const log = await assay('jobs', 'logs', (await platform.client.jobs.list({ limit: 1 }).toArray())[0]?.id ?? '')
  expect(log.stderr).toContain('The job is reused')
  const preview = await assay('runs', 'retry', run_id, '--preview')
  expect(preview.stdout).toMatch(/one +succeeded +is reused\s+two +failed +runs again/)
  const again = JSON.parse((await assay('runs', 'retry', run_id, '--from', 'one', '--json')).stdout)
  const { jobs } = await platform.client.runs.get(again.id)
  expect(jobs.map(({ state }) => state)).toEqual(['queued', 'blocked'])
  const stopped = await assay('jobs', 'stop', jobs[0]?.id ?? '')
  expect(stopped.stdout).toBe('one is stopped.\n')
  expect((await platform.client.runs.get(again.id)).state).toBe('stopped')
  await writeFile(graph, 'jobs: [{ name: a }]')
  expect(await assay('run', '-f', graph)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('jobs.0.application'),
  })
})

test('a secret for one run comes from a variable, and is told nowhere', async () => {
  expect(await assay('run', 'maps/1/read', '--secret', 'NO_KEY')).toMatchObject({ exitCode: 2 })
  const { stdout } = await assay('run', 'maps/1/read', '--secret', 'MAPS_KEY', '--json')
  expect(stdout).not.toContain('sk-mine')
  const entries = await platform.core.db.selectFrom('audit_entries').selectAll().execute()
  expect(JSON.stringify(entries)).not.toContain('sk-mine')
})
