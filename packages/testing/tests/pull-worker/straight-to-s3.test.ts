import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createWorker } from '@assay/access'
import { newObjectKey, sweepExpired, sweepObjects } from '@assay/core'
import { newId } from '@assay/db'
import { submitRuns, transactAround } from '@assay/engine'
import { Assay } from '@assay/sdk'
import { s3ServerMissing, startS3Server } from '@assay/storage/testing'
import { afterEach, expect, it, vi } from 'vitest'
import { applicationSpecOf, type Platform, spawnProgram, startPlatform } from '../../src/index.ts'
import { openCuttable } from './cuttable-server.ts'

const missing = s3ServerMissing('versitygw')
const mebibyte = 1024 * 1024

afterEach(() => vi.unstubAllEnvs())

/** Queues a job that leaves twice what it is given; its id. */
async function submit({ core, user }: Platform, given: Buffer): Promise<string> {
  const owner_id = user.actor.user_id
  const [blob_id, object_key] = [newId(), newObjectKey()]
  const stored = await core.storage.put(object_key, Readable.from([given]))
  await core.db
    .insertInto('blobs')
    .values({ id: blob_id, owner_id, object_key, ...stored })
    .execute()
  const input = { path: 'a.bin', from: null, blob_id, size_bytes: stored.size_bytes, sha256: stored.sha256 }
  const command = 'cat "$INPUT_DIR/a.bin" "$INPUT_DIR/a.bin" > "$OUTPUT_DIR/twice.bin"; echo small > "$OUTPUT_DIR/b"'
  const spec = applicationSpecOf({ command: ['/bin/sh', '-c', command], inputs: [input] })
  const job = { name: 'twice', kind: 'application', spec, needs: [], fingerprint: null, placement: 'worker' as const }
  await transactAround(core, async (held) => {
    await submitRuns(held, [{ owner_id, name: 'twice', jobs: [{ ...job, max_attempts: 3 }] }])
  })
  const { id } = await core.db.selectFrom('jobs').select('id').executeTakeFirstOrThrow()
  await core.db.insertInto('job_inputs').values({ job_id: id, path: input.path, blob_id }).execute()
  return id
}

/** Takes the job as somebody else's program would, and hands it back. */
async function refusesWhatIsNotAsSaid(work: Assay['trpc']['work'], job_id: string): Promise<void> {
  const kinds = ['application']
  const offers = { labels: ['executor:process'], cpu: 4, memory_bytes: 2 ** 33 }
  const { id: session_id } = await work.open.mutate({ name: 'a program', slots: 1, kinds, offers })
  const { jobs } = await work.claim.mutate({ session_id, slots: 1, wait_seconds: 10 })
  expect(jobs.map(({ id }) => id)).toEqual([job_id])
  const size_bytes = 16 * mebibyte + 4
  const file = { session_id, job_id, attempt: 1, name: 'result', path: 'a' }
  await expect(work.begin_output.mutate({ ...file, attempt: 2, size_bytes })).rejects.toThrow(/attempt is over/)
  await expect(work.begin_output.mutate({ ...file, name: 'other', size_bytes })).rejects.toThrow(/output of the job/)
  expect(await work.begin_output.mutate({ ...file, size_bytes: 5 })).toEqual({ part_bytes: null })
  const { part_bytes } = await work.begin_output.mutate({ ...file, size_bytes })
  expect(part_bytes).toBe(16 * mebibyte)
  const bodies = [Buffer.alloc(16 * mebibyte, 1), Buffer.from('last')]
  const parts = bodies.map((body, at) => ({
    number: at + 1,
    size_bytes: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
  }))
  const short = parts.map((part) => ({ ...part, size_bytes: 7 }))
  await expect(work.sign_output.query({ ...file, parts: short })).rejects.toThrow(/must be 16777216/)
  const signed = await work.sign_output.query({ ...file, parts })
  for (const { number, request } of signed.parts) {
    const { 'content-length': _, ...headers } = request.headers
    const body = bodies[number - 1] ?? Buffer.of()
    expect((await fetch(request.url, { method: request.method, headers, body })).status).toBe(200)
    // the store refuses other bytes than those that were signed
    const other = Buffer.from(body).fill(7)
    const refused = await fetch(request.url, { method: request.method, headers, body: other }).catch(() => undefined)
    expect(refused?.ok ?? false).toBe(false)
  }
  const [first = '', last = ''] = parts.map(({ sha256 }) => sha256)
  const complete = (...said: string[]) =>
    work.complete_output.mutate({ ...file, parts: said.map((sha256) => ({ sha256 })) })
  await expect(complete(first, first)).rejects.toThrow(/16777216/)
  expect(await complete(first, last)).toMatchObject({ path: 'a', size_bytes, sha256: null })
  expect(await complete(first, last)).toMatchObject({ path: 'a', size_bytes })
  // another, which stays as it is when the session ends
  await work.begin_output.mutate({ ...file, path: 'b', size_bytes })
  await work.close.mutate({ session_id })
}

it('sends what a job leaves straight to the store, and nothing stays of what a killed worker was sending', async ({
  skip,
}) => {
  skip(missing !== undefined, missing)
  await using stack = new AsyncDisposableStack()
  const s3 = stack.use(await startS3Server('versitygw'))
  for (const [name, value] of Object.entries(s3.env)) vi.stubEnv(name, value)
  const platform = stack.use(await startPlatform({ storage_url: s3.newUrl(), worker: false }))
  await platform.addWorker({ lease_seconds: 2 })
  const { core } = platform
  const { db, storage } = core
  const directory = await mkdtemp(join(tmpdir(), 'assay-straight-'))
  stack.defer(() => rm(directory, { recursive: true, force: true }))
  const { token } = await createWorker(core, platform.user.actor, { name: 'lab', labels: [] })
  const server = stack.use(await openCuttable(platform.url))
  const startWorker = async (name: string) => {
    const program = spawnProgram('apps/pull-worker/src/main.ts', {
      env: { ASSAY_WORKER_TOKEN: token },
      args: [
        ...['--url', server.url, '--name', name, '--work-dir', join(directory, name), '--lease-seconds', '2'],
        ...['--sandbox', 'none', '--slots', '1'],
      ],
    })
    await program.says(/has \d+ slots/)
    return stack.use(program)
  }
  const unfinished = () => Readable.from(storage.unfinished('objects/')).toArray()
  const keys = async () => {
    const names: string[] = []
    for await (const { key } of storage.list('objects/')) names.push(key)
    return names.toSorted()
  }

  const given = randomBytes(24 * mebibyte)
  const job_id = await submit(platform, given)
  await refusesWhatIsNotAsSaid(new Assay({ url: platform.url, apiKey: token }).trpc.work, job_id)
  expect(await unfinished()).toHaveLength(1)
  const doomed = await startWorker('doomed')
  await vi.waitFor(async () => expect(await unfinished()).toHaveLength(2), { timeout: 15_000, interval: 5 })
  doomed.kill('SIGKILL')
  await doomed.exited
  await startWorker('other')
  await vi.waitFor(
    async () => expect(await platform.client.jobs.get(job_id)).toMatchObject({ state: 'succeeded', attempt: 3 }),
    { timeout: 20_000, interval: 50 },
  )

  const twice = Buffer.concat([given, given])
  const sha256 = createHash('sha256').update(twice).digest('hex')
  const outputs = async () => (await platform.client.jobs.outputs(job_id)).items
  // its hash is computed by a worker of the platform, by and by
  await vi.waitFor(
    async () =>
      expect(await outputs()).toEqual([
        expect.objectContaining({ path: 'b', size_bytes: 6 }),
        expect.objectContaining({ path: 'twice.bin', size_bytes: twice.length, sha256 }),
      ]),
    { timeout: 10_000 },
  )
  // neither what the job was given, twice, nor what it has left came by the API
  expect(server.passed_bytes).toBeLessThan(mebibyte)

  const known = await db.selectFrom('blobs').select('object_key').execute()
  await sweepObjects(core, Date.now() + 2 * 86_400_000)
  await sweepExpired(core)
  expect(await unfinished()).toEqual([])
  expect(await keys()).toEqual(known.map(({ object_key }) => object_key).toSorted())
  expect(await db.selectFrom('attempt_uploads').selectAll().execute()).toEqual([])
  expect(await db.selectFrom('attempt_outputs').selectAll().execute()).toEqual([])
}, 60_000)
