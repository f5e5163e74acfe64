import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { newsCsv, type Platform, startPlatform } from '../../../testing/src/index.ts'

const mlflow = process.env['ASSAY_TEST_MLFLOW']

let platform: Platform
let experiment_id: string
let server: (AsyncDisposable & { readonly url: string }) | undefined

/** A tracking server of its own on a free port, ready for requests. */
async function startMlflow(program: string): Promise<AsyncDisposable & { readonly url: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'mlflow-'))
  const port = await freePort()
  const stores = ['--backend-store-uri', `sqlite:///${folder}/mlflow.db`, '--artifacts-destination', `${folder}/files`]
  const where = ['--host', '127.0.0.1', '--port', String(port), '--workers', '1', '--serve-artifacts']
  const env = { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' }
  const child = spawn(program, ['server', ...where, ...stores], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.stdout.resume()
  for await (const line of createInterface({ input: child.stderr })) {
    if (line.includes('Application startup complete')) break
  }
  child.stderr.resume()
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      // it leads its own group, with the workers that it has started
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const { port } = z.object({ port: z.number() }).parse(probe.address())
  await new Promise((resolve) => probe.close(resolve))
  return port
}

beforeAll(async () => {
  if (mlflow === undefined) return
  const starting = startMlflow(mlflow)
  platform = await startPlatform()
  const { datasets, experiments, runs } = platform.client
  const dataset = await datasets.upload(new Blob([newsCsv(12)]), { filename: 'news.csv' })
  const task = { type: 'summarization' } as const
  experiment_id = (await experiments.create({ name: 'news', dataset_id: dataset.id, task })).id
  const question = { models: ['lead-1', 'lead-3'], metrics: ['rouge', 'bleu'], metadata: { who: 'me' } }
  for (const { id } of await experiments.evaluate(experiment_id, question)) {
    await runs.wait(id, { throwOnFailure: true })
  }
  server = await starting
}, 120_000)

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await platform?.[Symbol.asyncDispose]()
})

beforeEach(({ skip }) => skip(mlflow === undefined, 'there is no MLflow: ASSAY_TEST_MLFLOW names none'))

const url = () => server?.url ?? ''

const seen = z.object({
  runs: z.array(
    z.object({
      info: z.object({ run_id: z.string(), run_name: z.string(), status: z.string() }),
      data: z.object({
        metrics: z.array(z.object({ key: z.string(), value: z.number() })),
        params: z.array(z.object({ key: z.string(), value: z.string() })),
        tags: z.array(z.object({ key: z.string(), value: z.string() })),
      }),
    }),
  ),
})

async function post(method: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify(body) }
  return (await fetch(`${url()}/api/2.0/mlflow/${method}`, init)).json()
}

const runsThere = async (id: string) => seen.parse(await post('runs/search', { experiment_ids: [id] })).runs

it('writes parameters, scores with intervals, tags and files, each run once however often', async () => {
  const { experiments, runs } = platform.client
  const exported = await experiments.exportToMlflow(experiment_id, { url: url() })
  expect(exported).toMatchObject({
    mlflow_experiment: 'news',
    remaining: 0,
    items: [{ is_new: true }, { is_new: true }],
  })
  const again = await experiments.exportToMlflow(experiment_id, { url: `${url()}/` })
  expect(again.items).toEqual(exported.items.map((item) => ({ ...item, is_new: false })))
  const there = await runsThere(exported.mlflow_experiment_id)
  expect(there.map(({ info }) => [info.run_name, info.status]).toSorted()).toEqual([
    ['lead-1', 'FINISHED'],
    ['lead-3', 'FINISHED'],
  ])

  const [first] = exported.items
  const run = await runs.get(first?.run_id ?? '')
  const result = run.jobs.find((job) => job.kind === 'evaluation')?.result
  const { data } = there.find(({ info }) => info.run_id === first?.mlflow_run_id) ?? { data: undefined }
  const metrics = Object.fromEntries((data?.metrics ?? []).map(({ key, value }) => [key, value]))
  const { estimate, low, high, n } = result?.scores['rougeL'] ?? {}
  expect(metrics).toMatchObject({ rougeL: estimate, 'rougeL.low': low, 'rougeL.high': high, 'rougeL.n': n })
  expect(metrics).toMatchObject({ corpus_bleu: result?.corpus['bleu'], examples: 12 })
  expect(data?.params).toContainEqual({ key: 'model.model', value: 'lead-1' })
  expect(data?.params).toContainEqual({ key: 'task.type', value: 'summarization' })
  expect(data?.tags).toContainEqual({ key: 'assay.run_id', value: run.id })
  expect(data?.tags).toContainEqual({ key: 'metadata.who', value: 'me' })

  const listed = await fetch(`${url()}/api/2.0/mlflow/artifacts/list?run_id=${first?.mlflow_run_id}`)
  const { files } = z.object({ files: z.array(z.object({ path: z.string() })) }).parse(await listed.json())
  expect(files.map(({ path }) => path)).toEqual(['evaluation.json', 'predictions-1.parquet', 'scores.parquet'])
  const file = await fetch(`${url()}/get-artifact?path=scores.parquet&run_uuid=${first?.mlflow_run_id}`)
  expect(Buffer.from(await file.arrayBuffer()).subarray(0, 4)).toEqual(Buffer.from('PAR1'))
})

it('goes on with a run that was broken off', async () => {
  const { experiments } = platform.client
  const made = z.object({ experiment_id: z.string() }).parse(await post('experiments/create', { name: 'broken off' }))
  const [run] = (await platform.client.runs.list({ experiment_id })).items
  const tags = [{ key: 'assay.run_id', value: run?.id }]
  await post('runs/create', { experiment_id: made.experiment_id, run_name: 'half', tags })
  const there = { url: url(), mlflow_experiment: 'broken off' }
  expect(await experiments.exportToMlflow(experiment_id, there)).toMatchObject({ remaining: 0 })
  const found = await runsThere(made.experiment_id)
  expect(found.map(({ info }) => info.status)).toEqual(['FINISHED', 'FINISHED'])
})

it('says what is wrong with the server, and sends a secret to no address that may not be called', async () => {
  const { experiments, secrets } = platform.client
  await secrets.put('mlflow', 'user:password')
  const codeOf = (where: string) =>
    experiments.exportToMlflow(experiment_id, { url: where, secret: 'mlflow' }).then(
      () => 'none',
      ({ code }) => code,
    )
  expect(await codeOf('http://127.0.0.1:9')).toBe('MLFLOW_FAILED')
  expect(await codeOf(`${platform.url}/api`)).toBe('MLFLOW_FAILED')
  expect(await codeOf('http://169.254.169.254/')).toBe('URL_REFUSED')
})
