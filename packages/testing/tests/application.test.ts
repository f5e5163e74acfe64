import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { openMaterial, readMaterial, requirementsOf, sweepExpired, writeOutput } from '@assay/core'
import { measureUse } from '@assay/db'
import { type RunSubmission, submitRuns, transactAround } from '@assay/engine'
import { type ApplicationSpec, applicationEntry, type Requirements, type StagedFile } from '@assay/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Platform, type SpawnedProgram, spawnProgram, startPlatform } from '../src/index.ts'

type Given = Partial<ApplicationSpec> & { readonly shell?: string }

let platform: Platform

beforeAll(async () => {
  platform = await startPlatform({ worker: false })
})
afterAll(() => platform[Symbol.asyncDispose]())

/** What a job does that says nothing else than this. */
function specOf({ shell = 'true', ...given }: Given): ApplicationSpec {
  const entry = applicationEntry.parse({ application: 'a', version: '1', entrypoint: 'b', shell: 'true' })
  return {
    kind: 'application',
    ...{ application: 'a', version: '1', entrypoint: 'b', executor: 'process', image: null },
    ...{ registry_secret: null, user: null, parameters: {}, files: [], inputs: [], bindings: [] },
    // a dollar sign of a command is written twice
    command: ['/bin/sh', '-c', shell.replaceAll('$', '$$$$')],
    ...{ outputs: entry.outputs, environment: {}, secrets: [], checks: [], labels: [], network: false },
    resources: { ...entry.resources, memory_bytes: 128 << 20 },
    ...{ deterministic: true, timeout_seconds: 60, retry: entry.retry, retention_days: null },
    ...given,
  }
}

interface Wanted {
  readonly name: string
  readonly needs?: readonly string[]
  readonly spec: ApplicationSpec
}

async function submit(jobs: readonly Wanted[], of = platform.user): Promise<string> {
  const run: RunSubmission = {
    owner_id: of.actor.user_id,
    name: 'a graph',
    jobs: jobs.map(({ name, needs = [], spec }) => ({
      ...{ name, needs, spec, kind: 'application', fingerprint: null, placement: 'any' },
      requires: requirementsOf(spec) satisfies Requirements,
    })),
  }
  const [id = ''] = await transactAround(platform.core, (held) => submitRuns(held, [run]))
  return id
}

/** A file of the user's tree, as a job finds it. */
async function staged(path: string, bytes: string): Promise<StagedFile> {
  await platform.client.files.upload(new Blob([bytes]), `data/${path}`)
  const { id: blob_id, size_bytes } = await platform.core.db
    .selectFrom('files')
    .innerJoin('blobs', 'blobs.id', 'files.blob_id')
    .select(['blobs.id', 'blobs.size_bytes'])
    .where('path', '=', `data/${path}`)
    .executeTakeFirstOrThrow()
  return { path, from: `data/${path}`, blob_id, size_bytes, sha256: null }
}

const textOf = async (path: string) => (await platform.client.files.download(path)).text()

async function logOf(job_id: string): Promise<string> {
  return (await platform.client.jobs.log(job_id)).text()
}

function spawnWorker(): SpawnedProgram {
  return spawnProgram('packages/testing/src/worker-main.ts', {
    env: {
      ASSAY_DATABASE_URL: platform.database_url,
      ASSAY_STORAGE_URL: platform.storage_url,
      ASSAY_SECRET_KEY: platform.secret_key,
    },
  })
}

describe('jobs of applications', () => {
  it('run again elsewhere when their worker is killed, and leave their outputs once', async () => {
    await using doomed = spawnWorker()
    await doomed.says(/worker .* has/)
    const spec = specOf({ shell: 'echo begun; sleep 3; date +%s%N >$OUTPUT_DIR/when' })
    const id = await submit([{ name: 'only', spec }])
    const [job] = (await platform.client.runs.get(id)).jobs
    for await (const { text } of platform.client.jobs.logs(job?.id ?? '', { follow: true })) {
      if (text === 'begun') break
    }
    const killed_at = performance.now()
    doomed.kill('SIGKILL')
    await doomed.exited
    await using _successor = spawnWorker()
    const ended = await platform.client.runs.wait(id)
    expect(performance.now() - killed_at).toBeLessThan(30_000)
    expect(ended).toMatchObject({ state: 'succeeded', jobs: [{ attempt: 2 }] })
    const outputs = await platform.core.db
      .selectFrom('job_outputs')
      .select(['name', 'path'])
      .where('job_id', '=', job?.id ?? '')
      .execute()
    expect(outputs).toEqual([{ name: 'result', path: 'when' }])
    expect(await textOf(`output/${id}/only/when`)).toMatch(/^\d+\n$/)
  })

  describe('of a worker that lives', () => {
    beforeAll(async () => {
      await platform.addWorker()
    })

    it('find what others of their run have left, and leave theirs in the tree, byte for byte', async () => {
      const crop = specOf({
        shell: 'mkdir $OUTPUT_DIR/maps; tr a-z A-Z <$INPUT_DIR/in.txt >$OUTPUT_DIR/maps/out.txt; echo cropped',
        inputs: [await staged('in.txt', 'peach\n')],
        outputs: { crops: { path: 'maps', to: 'artifact', optional: false } },
      })
      const count = specOf({
        shell: 'cat $INPUT_DIR/all/out.txt $INPUT_DIR/all/out.txt >"$OUTPUT_DIR/twice é.txt"',
        bindings: [{ job: 'map/crop', output: 'crops', mount: 'all', optional: false }],
        checks: [{ file: 'twice é.txt', min_bytes: 12 }],
      })
      const id = await submit([
        { name: 'map/crop', spec: crop },
        { name: 'count', needs: ['map/crop'], spec: count },
      ])
      const ended = await platform.client.runs.wait(id)
      expect(ended).toMatchObject({ state: 'succeeded', jobs: [{ outputs: ['crops'] }, { outputs: ['result'] }] })
      expect(await textOf(`artifact/${id}/map_crop/maps/out.txt`)).toBe('PEACH\n')
      expect(await textOf(`output/${id}/count/twice é.txt`)).toBe('PEACH\nPEACH\n')
      const file = await platform.client.files.get(`output/${id}/count/twice é.txt`)
      expect(file).toMatchObject({ run_id: id, job_id: ended.jobs[1]?.id, content_type: 'text/plain', size_bytes: 12 })
      expect(ended.jobs[1]?.result).toMatchObject({ exit_code: 0, output_files: 1, output_bytes: 12, notices: [] })
    })

    it('are dead with all that they started within 10 s when they are stopped', async () => {
      const spec = specOf({ shell: 'trap "" TERM; (trap "" TERM; setsid sleep 987654) & echo begun; sleep 987654' })
      const id = await submit([{ name: 'only', spec }])
      const [job] = (await platform.client.runs.get(id)).jobs
      for await (const { text } of platform.client.jobs.logs(job?.id ?? '', { follow: true })) {
        if (text === 'begun') break
      }
      const stopped_at = performance.now()
      await platform.client.runs.stop(id)
      await expect.poll(async () => (await platform.client.runs.get(id)).state, { timeout: 10_000 }).toBe('stopped')
      expect(performance.now() - stopped_at).toBeLessThan(10_000)
    })

    it('are given what is theirs, and nobody who does not hold them is given it', async () => {
      const id = await submit([{ name: 'only', spec: specOf({ shell: 'sleep 60', inputs: [await staged('a', 'a')] }) }])
      const job = await expect
        .poll(async () => (await platform.client.runs.get(id)).jobs[0], { timeout: 10_000 })
        .toMatchObject({ state: 'running' })
        .then(async () => (await platform.client.runs.get(id)).jobs[0])
      const own = { job_id: job?.id ?? '', run_id: id, attempt: 1, worker_id: job?.worker_id ?? '' }
      const { inputs } = await readMaterial(platform.core, own)
      expect(inputs.map(({ path }) => path)).toEqual(['a'])
      const theirs = inputs[0]?.blob_id ?? ''
      const other = (await staged('b', 'b')).blob_id
      expect(await text(await openMaterial(platform.core, own, theirs))).toBe('a')
      const superseded = { code: 'ATTEMPT_SUPERSEDED' }
      await expect(openMaterial(platform.core, own, other)).rejects.toMatchObject(superseded)
      const file = { name: 'result', path: 'x', room_bytes: 1, bytes: Readable.from(['x']) }
      for (const late of [
        { ...own, attempt: 2 },
        { ...own, worker_id: own.job_id },
      ]) {
        await expect(readMaterial(platform.core, late)).rejects.toMatchObject(superseded)
        await expect(openMaterial(platform.core, late, theirs)).rejects.toMatchObject(superseded)
        await expect(writeOutput(platform.core, late, file)).rejects.toMatchObject(superseded)
      }
      await platform.client.runs.stop(id)
      await ended(id)
    })

    it('that run out of memory say so', async () => {
      const spec = specOf({ shell: "python3 -c 'bytearray(400 << 20)' || exit 1" })
      const { jobs } = await ended(await submit([{ name: 'only', spec }]))
      expect(jobs[0]?.error).toMatchObject({ code: 'OUT_OF_MEMORY', data: { memory_bytes: 128 << 20 } })
    })

    it('get secrets in their environment, of which nothing is ever told', async () => {
      const value = 'the-key-of-the-lab-42'
      await platform.client.secrets.put('lab_key', value)
      const shell = `printf %s "$KEY" | cut -c 1-9 | tr -d '\\n'; sleep 0.3; printf %s "$KEY" | cut -c 10-; tr '\\0' ' ' </proc/1/cmdline; echo "$KEY" >&2; exit 3`
      const secrets = [
        { secret: 'lab_key', environment: 'KEY', optional: false },
        { secret: 'no_such_key', environment: 'OTHER', optional: true },
      ]
      const { jobs } = await ended(await submit([{ name: 'only', spec: specOf({ shell, secrets }) }]))
      expect(jobs[0]?.error).toMatchObject({ code: 'COMMAND_FAILED', data: { exit_code: 3 } })
      const log = await logOf(jobs[0]?.id ?? '')
      expect(log).toContain('(secret)')
      expect(log + JSON.stringify(jobs)).not.toContain(value)
    })

    it('are told apart from files of the user that stand in their way, which stay', async () => {
      const release = specOf({
        shell:
          'while [ ! -e $INPUT_DIR/never ]; do sleep 0.1; [ $((i=i+1)) -gt 15 ] && break; done; echo x >$OUTPUT_DIR/x; echo y >$OUTPUT_DIR/y',
      })
      const id = await submit([{ name: 'only', spec: release }])
      await platform.client.files.upload(new Blob(['mine']), `output/${id}/only/x`)
      const { jobs } = await ended(id)
      expect([await textOf(`output/${id}/only/x`), await textOf(`output/${id}/only/y`)]).toEqual(['mine', 'y\n'])
      const told: unknown[] = []
      for await (const { type, data } of platform.client.runs.events(id)) {
        if (type === 'job.succeeded') told.push(data['notice'])
      }
      expect(told).toEqual([expect.stringContaining(`"output/${id}/only/x" could not be made`)])
      expect(jobs[0]?.state).toBe('succeeded')
    })

    it('lose an output when the user deletes its file, and its bytes go', async () => {
      const spec = specOf({ shell: 'echo x >$OUTPUT_DIR/x; echo y >$OUTPUT_DIR/y' })
      const id = await submit([{ name: 'only', spec }])
      const { jobs } = await ended(id)
      await platform.client.files.delete(`output/${id}/only/x`)
      const left = await platform.core.db
        .selectFrom('job_outputs')
        .select('path')
        .where('job_id', '=', jobs[0]?.id ?? '')
        .execute()
      expect(left).toEqual([{ path: 'y' }])
      await platform.client.runs.delete(id)
      expect(await textOf(`output/${id}/only/y`)).toBe('y\n')
    })

    it('leave files that are listed by pages, taken one by one, and as a zip', async () => {
      const spec = specOf({
        shell:
          'mkdir -p $OUTPUT_DIR/deep/er; for i in 1 2 3; do echo $i >$OUTPUT_DIR/deep/er/$i.txt; done; echo r >$OUTPUT_DIR/report.txt',
        outputs: {
          report: { path: 'report.txt', to: 'output', optional: false },
          rest: { path: 'deep', to: 'output', optional: false },
        },
      })
      const id = await submit([{ name: 'only', spec }])
      const { jobs } = await ended(id)
      const job_id = jobs[0]?.id ?? ''
      const { client } = platform
      const listed = await client.jobs.outputs(job_id, { limit: 2 }).toArray()
      expect(listed.map(({ name, path, size_bytes }) => [name, path, size_bytes])).toEqual([
        ['report', 'report.txt', 2],
        ['rest', 'deep/er/1.txt', 2],
        ['rest', 'deep/er/2.txt', 2],
        ['rest', 'deep/er/3.txt', 2],
      ])
      const texts = await Promise.all(
        listed.map(async (file) => (await client.jobs.downloadOutput(job_id, file)).text()),
      )
      expect(texts).toEqual(['r\n', '1\n', '2\n', '3\n'])
      expect(await (await client.jobs.output(job_id, 'report')).text()).toBe('r\n')
      await expect(client.jobs.output(job_id, 'rest')).rejects.toMatchObject({ code: 'OUTPUT_NOT_FOUND' })
      const wrong = { name: 'rest', path: 'deep/../report.txt' }
      await expect(client.jobs.downloadOutput(job_id, wrong)).rejects.toMatchObject({ code: 'OUTPUT_NOT_FOUND' })
      const zips = [await client.jobs.downloadOutputs(job_id), await client.runs.downloadOutputs(id)]
      const [ofJob = '', ofRun = ''] = await Promise.all(
        zips.map(async (zip) => Buffer.from(await zip.bytes()).toString('latin1')),
      )
      expect([ofJob, ofRun].map((zip) => zip.includes('only/deep/er/2.txt'))).toEqual([false, true])
      expect(ofJob).toContain('deep/er/2.txt')
    })

    it('leave what counts once among what everybody has stored', async () => {
      const owner = await platform.addUser()
      const id = await submit([{ name: 'only', spec: specOf({ shell: 'echo x; printf 12345 >$OUTPUT_DIR/x' }) }], owner)
      await expect.poll(async () => (await owner.client.runs.get(id)).state, { timeout: 20_000 }).toBe('succeeded')
      await owner.client.files.upload(new Blob(['abc']), 'data/abc')
      const uses = (await measureUse(platform.core.db)).filter(({ email }) => email === owner.actor.email)
      expect(uses).toEqual(
        expect.arrayContaining([
          { email: owner.actor.email, kind: 'outputs', count: 1, size_bytes: 5 },
          { email: owner.actor.email, kind: 'files', count: 1, size_bytes: 3 },
        ]),
      )
      expect(uses.filter(({ kind }) => kind === 'files' || kind === 'outputs')).toHaveLength(2)
    })

    it('lose what they left when it is no longer to be kept, but what the user has moved', async () => {
      const spec = specOf({
        shell: 'mkdir $OUTPUT_DIR/a; echo x >$OUTPUT_DIR/a/x; echo y >$OUTPUT_DIR/y',
        retention_days: 1,
      })
      const id = await submit([{ name: 'only', spec }])
      const { jobs } = await ended(id)
      await platform.client.files.move(`output/${id}/only/y`, 'data/kept')
      await sweepExpired(platform.core)
      expect(await platform.client.files.usage(`output/${id}`)).toMatchObject({ files: 1 })
      await platform.core.db
        .updateTable('jobs')
        .set({ outputs_expire_at: new Date(0).toISOString() })
        .where('id', '=', jobs[0]?.id ?? '')
        .execute()
      await sweepExpired(platform.core)
      expect(await textOf('data/kept')).toBe('y\n')
      await expect(platform.client.files.get(`output/${id}`)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
      expect((await platform.client.runs.get(id)).jobs[0]?.outputs).toEqual([])
      const told: unknown[] = []
      for await (const { type, data } of platform.client.runs.events(id)) {
        if (type === 'job.outputs_expired') told.push(data)
      }
      expect(told).toEqual([{ name: 'only', files: 2 }])
    })

    it('may leave 2,000 files', async () => {
      const spec = specOf({ shell: 'cd $OUTPUT_DIR; mkdir a b; for i in $(seq 1000); do : >a/$i; : >b/$i; done' })
      const id = await submit([{ name: 'only', spec }])
      const { jobs } = await ended(id)
      expect(jobs[0]?.result).toMatchObject({ output_files: 2000 })
      expect(await platform.client.files.usage(`output/${id}`)).toMatchObject({ files: 2000 })
    })
  })
})

async function ended(id: string) {
  await expect.poll(async () => (await platform.client.runs.get(id)).finished_at, { timeout: 60_000 }).not.toBe(null)
  return platform.client.runs.get(id)
}
