// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what users write

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ApplicationEntry, type AttemptEnd, applicationEntry } from '@assay/schemas'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../db/src/index.ts'
import { addWorker, claim, ended, failed, settle } from '../../engine/src/testing/index.ts'
import { type Platform, startPlatform } from '../../testing/src/index.ts'
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
  await insert({ entrypoint: 'segment', command: ['a'], parameters: { map: { type: 'string' }, tile_size: size } })
  await insert({
    entrypoint: 'crop',
    command: ['b'],
    requires: ['segment'],
    inputs: { s: { of: 'segment', mount: 's' } },
  })
  await insert({ entrypoint: 'read', command: ['c'], secrets: [{ secret: 'MAPS_KEY', environment: 'KEY' }] })
})
afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

async function insert(entry: Omit<ApplicationEntry, 'application' | 'version'>): Promise<void> {
  const definition = applicationEntry.parse({ application: 'maps', version: '1', ...entry })
  const { application, version, entrypoint } = definition
  const row = {
    id: newId(),
    application,
    version,
    entrypoint,
    position: ['segment', 'crop', 'read'].indexOf(entrypoint),
  }
  await platform.core.db
    .insertInto('entrypoints')
    .values({ ...row, definition: JSON.stringify(definition), applied_by: null })
    .execute()
}

const offers = { cpu: 1000, memory_bytes: 1e15, gpu: 0, labels: [] }

/** Executes what can be executed until a run has ended. */
async function work(failing: readonly string[] = []): Promise<void> {
  const { db } = platform.core
  const worker_id = await addWorker(db)
  for (;;) {
    const open = await db.selectFrom('runs').select('id').where('finished_at', 'is', null).execute()
    const jobs = await claim(db, worker_id, 100, { kinds: ['application'], offers })
    if (jobs.length === 0 && open.length === 0) return
    const result = { exit_code: 0, image_digest: null, seconds: 0, cpu_seconds: null, peak_memory_bytes: null }
    const nothing = { gpu_peak_memory_bytes: null, gpu_utilization: null, output_files: 0, output_bytes: 0 }
    const done = { kind: 'succeeded', result: { ...result, ...nothing }, outputs: [] } satisfies AttemptEnd
    const settlements = jobs.map((job) => ended(job, failing.includes(job.name) ? failed(false) : done))
    await settle(db, settlements)
  }
}

async function submit(...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await assay('run', ...args, '--json')
  expect(stderr).toBe('')
  return JSON.parse(stdout).id
}

test('parameters are options, typed as the catalogue has them, and are told by --help', async () => {
  const help = await assay('run', 'maps/1/crop', '--help')
  expect(help).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('--tile-size <integer>') })
  expect(help.stdout).toContain('of a tile; at least 1, 3 unless given')
  const wrong = await assay('run', 'maps/1/crop', '--mapp', 'peach')
  expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Did you mean --map?') })
  const typed = await assay('run', 'maps/1/crop', '--map', 'peach', '--tile-size', 'large')
  expect(typed).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('It must be a whole number.') })
  const missing = await assay('run', 'maps/1/crop')
  expect(missing).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('parameters.map: must be given') })
  expect(await assay('run')).toMatchObject({ exitCode: 2 })
  expect((await assay('run', 'maps/2/crop')).stderr).toContain('There is no application')
  const run_id = await submit('maps/1/crop', '--map', 'peach', '--tile_size=5', '--name', 'mine')
  const { jobs } = await platform.client.runs.get(run_id)
  expect(jobs.map(({ spec }) => 'parameters' in spec && spec.parameters)).toEqual([{ map: 'peach', tile_size: 5 }, {}])
  expect((await assay('runs', 'list', '--name', 'mine')).stdout).toContain(run_id)
  await work()
})

test('--follow tells each job as it goes, and exits with 3 when the run failed', async () => {
  const followed = assay('run', 'maps/1/crop', '-p', 'map=plum', '--follow', '--force')
  const worked = waitForRun().then(() => work(['crop']))
  const { exitCode, stderr } = await followed
  await worked
  expect(exitCode).toBe(3)
  expect(stderr).toContain('segment: succeeded')
  expect(stderr).toContain('crop: failed')
  expect(stderr).toContain('The log of crop:')
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
  await work(['two'])
  expect((await assay('runs', 'graph', run_id)).stdout).toContain('two  failed: It failed.\n└─ one  succeeded')
  expect((await assay('runs', 'explain', run_id)).stdout).toMatch(/one +succeeded +(first|changed)/)
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
