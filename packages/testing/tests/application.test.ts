import { requirementsOf } from '@assay/core'
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
    const spec = specOf({ shell: 'echo begun; [ -e $INPUT_DIR/go ] || sleep 3; date +%s%N >$OUTPUT_DIR/when' })
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

    it('may leave 10,000 files', async () => {
      const spec = specOf({ shell: 'cd $OUTPUT_DIR; mkdir a b; for i in $(seq 5000); do : >a/$i; : >b/$i; done' })
      const id = await submit([{ name: 'only', spec }])
      const { jobs } = await ended(id)
      expect(jobs[0]?.result).toMatchObject({ output_files: 10_000 })
      expect(await platform.client.files.usage(`output/${id}`)).toMatchObject({ files: 10_000 })
    })
  })
})

async function ended(id: string) {
  await expect.poll(async () => (await platform.client.runs.get(id)).finished_at, { timeout: 60_000 }).not.toBe(null)
  return platform.client.runs.get(id)
}
