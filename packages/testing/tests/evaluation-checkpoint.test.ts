import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { checkpointPrefix, sweepCheckpoints } from '@assay/core'
import { newId } from '@assay/db'
import { expect, it } from 'vitest'
import { type Platform, type SpawnedProgram, spawnProgram, startPlatform } from '../src/index.ts'
import { type MetricFile, metricCode, writeMetricFile } from './metric-file.ts'

const count = 40
const csv = ['predictions', ...Array.from({ length: count }, (_, index) => `${index}`)].join('\n')

/** An expensive metric that writes down what it scores, and waits at the 21st example for leave to go on. */
function writeSlowMetric(): Promise<MetricFile> {
  const score = `const file = (name: string) => new URL(name, import.meta.url)
      while (Number(prediction) >= 20 && !existsSync(file('open'))) await new Promise((done) => setTimeout(done, 50))
      appendFileSync(file('scored'), prediction + '\\n')
      return { slow: prediction === '0' ? null : Number(prediction) }`
  return writeMetricFile(metricCode({ name: 'slow', cost: 'model', score }))
}

function spawnWorker(platform: Platform, metrics: MetricFile): SpawnedProgram {
  return spawnProgram('packages/testing/src/worker-main.ts', {
    env: {
      ASSAY_DATABASE_URL: platform.database_url,
      ASSAY_STORAGE_URL: platform.storage_url,
      ASSAY_SECRET_KEY: platform.secret_key,
      ASSAY_METRICS: metrics.path,
    },
  })
}

async function startRun({ client }: Platform, metric: string): Promise<{ run_id: string; job_id: string }> {
  const dataset = await client.datasets.upload(new Blob([csv]), { filename: 'numbers.csv' })
  const { id } = await client.experiments.create({
    name: 'slow',
    dataset_id: dataset.id,
    task: { type: 'summarization' },
  })
  const [run] = await client.experiments.evaluate(id, { metrics: [metric] })
  const { jobs } = await client.runs.get(run?.id ?? '')
  return { run_id: run?.id ?? '', job_id: jobs[0]?.id ?? '' }
}

async function keysOf({ core }: Platform, prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of core.storage.list(prefix)) keys.push(key)
  return keys
}

it.for(['SIGKILL', 'SIGTERM'] as const)(
  'scores nothing twice that was kept before a %s of its worker',
  async (signal) => {
    await using metrics = await writeSlowMetric()
    await using platform = await startPlatform({ worker: false, metric_modules: [metrics.path] })
    await using doomed = spawnWorker(platform, metrics)
    await doomed.says(/worker .* has/)
    const { run_id, job_id } = await startRun(platform, 'slow')
    await expect
      .poll(() => keysOf(platform, checkpointPrefix(job_id)), { timeout: 20_000 })
      .toEqual([expect.stringMatching(/-16-[\da-f]{64}$/)])
    doomed.kill(signal)
    await doomed.exited
    await writeFile(join(metrics.directory, 'open'), '')
    await using _successor = spawnWorker(platform, metrics)
    const ended = await platform.client.runs.wait(run_id)
    expect(ended).toMatchObject({
      state: 'succeeded',
      jobs: [
        {
          attempt: 2,
          result: {
            examples: count,
            scores: { slow: { n: count - 1, estimate: 20 } },
            unscored: [{ score: 'slow', examples: 1 }],
          },
        },
      ],
    })
    const scored = (await readFile(join(metrics.directory, 'scored'), 'utf8')).trim().split('\n').map(Number)
    expect(scored.filter((example) => example < 16)).toEqual(Array.from({ length: 16 }, (_, index) => index))
    expect(new Set(scored).size).toBe(count)
    expect(await keysOf(platform, 'checkpoints/')).toEqual([])
  },
)

it('sweeps what is left of jobs that have ended, and nothing of others', async () => {
  await using metrics = await writeSlowMetric()
  await using platform = await startPlatform({ metric_modules: [metrics.path] })
  const { core, client } = platform
  const [stopped, open] = [await startRun(platform, 'slow'), await startRun(platform, 'slow')]
  const left = [stopped.job_id, open.job_id, newId()].map((job_id) => `${checkpointPrefix(job_id)}version/99-100`)
  for (const key of left) await core.storage.put(key, Readable.from([Buffer.from('[]')]))
  await client.runs.stop(stopped.run_id)
  expect(await client.runs.wait(stopped.run_id)).toMatchObject({ state: 'stopped' })
  await sweepCheckpoints(core)
  for (const [index, key] of left.entries()) {
    expect(await core.storage.stat(key)).toEqual(index === 1 ? { size_bytes: 2 } : undefined)
  }
})
