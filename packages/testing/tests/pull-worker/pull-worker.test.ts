import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createWorker } from '@assay/access'
import { newObjectKey } from '@assay/core'
import { newId } from '@assay/db'
import { requestStop, submitRuns, transactAround } from '@assay/engine'
import type { ApplicationSpec } from '@assay/schemas'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { applicationSpecOf, type Platform, type SpawnedProgram, spawnProgram, startPlatform } from '../../src/index.ts'
import { type CuttableServer, openCuttable } from './cuttable-server.ts'

let platform: Platform
let server: CuttableServer
let token = ''
let worker_id = ''
let directory = ''
const stack = new AsyncDisposableStack()

beforeAll(async () => {
  // who sweeps lost attempts is a worker of the platform
  platform = stack.use(await startPlatform({ worker: false }))
  await platform.addWorker({ lease_seconds: 2 })
  server = stack.use(await openCuttable(platform.url))
  directory = await mkdtemp(join(tmpdir(), 'assay-pull-worker-'))
  stack.defer(() => rm(directory, { recursive: true, force: true }))
  const created = await createWorker(platform.core, platform.user.actor, { name: 'lab', labels: ['lab-2'] })
  token = created.token
  worker_id = created.id
})
afterEach(() => server.mend())
afterAll(() => stack.disposeAsync())

/** Starts the program as its user does; it is there when it says so. */
async function startWorker(name: string, ...args: string[]): Promise<SpawnedProgram> {
  const program = spawnProgram('apps/pull-worker/src/main.ts', {
    env: { ASSAY_WORKER_TOKEN: token },
    args: [
      ...['--url', server.url, '--name', name, '--work-dir', join(directory, name), '--lease-seconds', '2'],
      ...['--sandbox', 'none', '--slots', '2', ...args],
    ],
  })
  await program.says(/has \d+ slots/)
  return program
}

interface Submitted {
  readonly name: string
  readonly command: string
  readonly inputs?: Readonly<Record<string, string>>
  readonly outputs?: ApplicationSpec['outputs']
}

/** Queues a job for pull workers; its id. */
async function submit({ name, command, inputs = {}, ...part }: Submitted): Promise<string> {
  const { core, user } = platform
  const owner_id = user.actor.user_id
  const staged: ApplicationSpec['inputs'] = []
  for (const [path, text] of Object.entries(inputs)) {
    const [blob_id, object_key] = [newId(), newObjectKey()]
    const stored = await core.storage.put(object_key, Readable.from([Buffer.from(text)]))
    await core.db
      .insertInto('blobs')
      .values({ id: blob_id, owner_id, object_key, ...stored })
      .execute()
    staged.push({ path, from: null, blob_id, size_bytes: stored.size_bytes, sha256: stored.sha256 })
  }
  const spec = applicationSpecOf({ command: ['/bin/sh', '-c', command], inputs: staged, ...part })
  const job = { name, kind: 'application', spec, needs: [], fingerprint: null, placement: 'worker' as const }
  await transactAround(core, async (held) => {
    await submitRuns(held, [{ owner_id, name, jobs: [{ ...job, max_attempts: 3 }] }])
  })
  const { id } = await see(name)
  for (const { path, blob_id } of staged) {
    await core.db.insertInto('job_inputs').values({ job_id: id, path, blob_id }).execute()
  }
  return id
}

function see(name: string) {
  return platform.core.db.selectFrom('jobs').selectAll().where('name', '=', name).executeTakeFirstOrThrow()
}

async function until(name: string, state: string, timeout = 15_000): Promise<void> {
  await vi.waitFor(async () => expect(await see(name)).toMatchObject({ state }), { timeout, interval: 50 })
}

/** Its command runs. */
async function hasWritten(job_id: string): Promise<void> {
  await vi.waitFor(async () => expect(await logOf(job_id)).not.toEqual([]), { timeout: 15_000, interval: 50 })
}

async function logOf(job_id: string): Promise<string[]> {
  const { items } = await platform.client.jobs.logLines(job_id)
  return items.map(({ text }) => text)
}

describe('a pull worker', { timeout: 60_000 }, () => {
  it('executes a job with its inputs over HTTP, and leaves its log and outputs', async () => {
    await using worker = await startWorker('one')
    const id = await submit({
      name: 'copies',
      command: 'echo begins; mkdir "$OUTPUT_DIR/deep"; cat "$INPUT_DIR/a.txt" > "$OUTPUT_DIR/deep/b.txt"',
      inputs: { 'a.txt': 'a file of the user' },
    })
    await until('copies', 'succeeded')
    expect(await logOf(id)).toEqual(['begins'])
    const [output] = await platform.core.db
      .selectFrom('job_outputs')
      .innerJoin('blobs', 'blobs.id', 'blob_id')
      .select(['name', 'path', 'object_key'])
      .where('job_id', '=', id)
      .execute()
    expect(output).toMatchObject({ name: 'result', path: 'deep/b.txt' })
    const bytes = await platform.core.storage.read(output?.object_key ?? '')
    expect(Buffer.concat(await bytes.toArray()).toString()).toBe('a file of the user')
    expect(await platform.client.workers.get(worker_id)).toMatchObject({
      state: 'online',
      programs: [
        {
          name: 'one',
          is_online: true,
          slots: 2,
          offers: { labels: expect.arrayContaining(['executor:process', 'lab-2']) },
          kinds: ['application', 'inference', 'evaluation'],
        },
      ],
    })
    worker.kill('SIGTERM')
    expect(await worker.exited).toBe(0)
    expect((await platform.client.workers.get(worker_id)).state).toBe('away')
  })

  it('ends what is stopped', async () => {
    await using _worker = await startWorker('stopping')
    await hasWritten(await submit({ name: 'endless', command: 'echo up; sleep 600' }))
    const { run_id } = await see('endless')
    await transactAround(platform.core, (held) => requestStop(held, run_id))
    await until('endless', 'stopped', 10_000)
  })

  it('goes on while the network is away, and reports afterwards', async () => {
    await using worker = await startWorker('cut off')
    const id = await submit({ name: 'patient', command: 'for i in 1 2 3 4 5 6; do echo $i; sleep 0.5; done' })
    await hasWritten(id)
    server.cut()
    await worker.says(/out of reach/)
    // its attempt is declared lost, and nobody else is there to take the job
    await until('patient', 'queued')
    await worker.says(/patient .*has succeeded|has succeeded.*patient/)
    server.mend()
    await until('patient', 'succeeded')
    expect(await see('patient')).toMatchObject({ attempt: 1 })
    expect(await logOf(id)).toEqual(['1', '2', '3', '4', '5', '6'])
  })

  it('kills what somebody else has got meanwhile', async () => {
    const lonely = await openCuttable(platform.url)
    stack.use(lonely)
    await using worker = await startWorker('left behind', '--url', lonely.url)
    await hasWritten(await submit({ name: 'contested', command: 'echo up; sleep 600' }))
    lonely.cut()
    await using _other = await startWorker('successor')
    await vi.waitFor(async () => expect(await see('contested')).toMatchObject({ state: 'running', attempt: 2 }), {
      timeout: 20_000,
    })
    lonely.mend()
    await worker.says(/has not succeeded/)
    const { run_id } = await see('contested')
    await transactAround(platform.core, (held) => requestStop(held, run_id))
    // the first worker could be alive, but has said that it has ended it
    await until('contested', 'stopped')
  })

  it('may be killed: its job runs again on another', async () => {
    await using worker = await startWorker('doomed')
    await hasWritten(await submit({ name: 'moved', command: 'echo up; sleep 2' }))
    worker.kill('SIGKILL')
    await worker.exited
    await using _other = await startWorker('heir')
    await until('moved', 'succeeded', 25_000)
    // on a busy machine the heir may lose its short lease too
    expect((await see('moved')).attempt).toBeGreaterThan(1)
  })

  it('takes jobs of nobody but whom it is for, and none once it is drained', async () => {
    const other = await platform.addUser()
    await submit({ name: 'foreign', command: 'true' })
    await platform.core.db
      .updateTable('jobs')
      .set({ owner_id: other.actor.user_id })
      .where('name', '=', 'foreign')
      .execute()
    await using worker = await startWorker('own')
    await submit({ name: 'mine', command: 'true' })
    await until('mine', 'succeeded')
    worker.kill('SIGTERM')
    expect(await worker.exited).toBe(0)
    expect(await see('foreign')).toMatchObject({ state: 'queued' })
    await platform.client.workers.drain(worker_id)
    await using _drained = await startWorker('drained')
    expect((await platform.client.workers.get(worker_id)).state).toBe('draining')
    await submit({ name: 'waits', command: 'true' })
    await platform.client.workers.resume(worker_id)
    await until('waits', 'succeeded')
  })

  it('takes what there is and ends, where it is to do so once', async () => {
    await submit({ name: 'last but one', command: 'true' })
    await submit({ name: 'last', command: 'sleep 1' })
    await using worker = await startWorker('for once', '--once', '--slots', '1')
    expect(await worker.exited).toBe(0)
    expect([(await see('last but one')).state, (await see('last')).state]).toEqual(['succeeded', 'succeeded'])
  })

  it('ends when its token does', async () => {
    await using worker = await startWorker('revoked')
    await platform.client.workers.rotate(worker_id)
    expect(await worker.exited).toBe(1)
    expect(worker.stderr).toContain('The credentials are wrong, expired or revoked.')
  })
})
