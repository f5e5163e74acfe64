import { buffer } from 'node:stream/consumers'
import { comparisonResult } from '@assay/schemas'
import type { Assay, ReadyComparison } from '@assay/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { ZipFile } from 'yazl'
import { z } from 'zod'
import {
  type ModelEndpoint,
  newsCsv,
  type Platform,
  startModelEndpoint,
  startPlatform,
} from '../../../testing/src/index.ts'

let endpoint: ModelEndpoint
let platform: Platform
let experiment_id: string
let sample_id: string
let bundle: Buffer

const secret = 'sk-of-the-first-user'

beforeAll(async () => {
  endpoint = await startModelEndpoint(({ prompt }) =>
    prompt.includes('<answer>') ? `{"reason": "So it is.", "score": ${(prompt.length % 4) + 1}}` : 'A boat sank.',
  )
  platform = await startPlatform()
  const { datasets, experiments, judges, labels, runs, secrets } = platform.client
  await secrets.put('gateway', secret)
  const dataset = await datasets.upload(new Blob([newsCsv(30)]), { filename: 'news.csv' })
  const task = { type: 'summarization' } as const
  const said = { name: 'news', description: 'what I noted', dataset_id: dataset.id, task, metadata: { by: 'me' } }
  experiment_id = (await experiments.create(said)).id
  const model = { provider: 'openai-compatible', model: 'm', base_url: endpoint.base_url, secret: 'gateway' } as const
  await judges.create({ name: 'care', model, criteria: [{ name: 'care', description: 'how careful' }] })
  const question = { models: ['lead-1', 'random-sentences', model], metrics: ['rouge', 'judge/care'], repeats: 2 }
  const started = await experiments.evaluate(experiment_id, question)
  for (const { id } of started) await runs.wait(id, { throwOnFailure: true })
  sample_id = (await judges.sample('care', { experiment_id, examples: 10 })).id
  const items = []
  for await (const { item } of labels.items(sample_id)) items.push({ item, score: (item % 5) + 1, comment: 'so I say' })
  await labels.put(sample_id, items)
  bundle = Buffer.from(await (await experiments.export(experiment_id)).bytes())
}, 60_000)

afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await endpoint[Symbol.asyncDispose]()
})

async function unpack(bytes: Buffer): Promise<Map<string, Buffer>> {
  const zip = await fromBufferPromise(bytes)
  const files = new Map<string, Buffer>()
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)))
  }
  return files
}

async function pack(files: Iterable<readonly [string, Buffer]>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [path, bytes] of files) zip.addBuffer(bytes, path)
  zip.end()
  return buffer(zip.outputStream)
}

const load = (client: Assay, bytes: Buffer) => client.experiments.import(new Blob([bytes]), { filename: 'e.zip' })

/** What was found, with the runs by their place. */
function numbersOf(comparison: ReadyComparison): unknown {
  const text = JSON.stringify(comparisonResult.parse(JSON.parse(JSON.stringify(comparison))))
  const named = comparison.run_ids.reduce((rest, id, at) => rest.replaceAll(id, `run ${at}`), text)
  return JSON.parse(named.replaceAll(comparison.experiment_id ?? '', 'experiment'))
}

it('gives exactly the same comparison and calibration to another user, of runs and labels with new ids', async () => {
  const { client } = await platform.addUser()
  const made = await load(client, bundle)
  expect(made).toMatchObject({ runs: 3, judges_made: ['care'], judges_kept: [], samples: 1, dataset_is_new: true })
  const { experiment } = made
  expect(experiment).toMatchObject({ name: 'news', description: 'what I noted', metadata: { by: 'me' } })
  expect(experiment.id).not.toBe(experiment_id)

  const question = { seed: 3, method: 'resampled', margins: { rougeL: 0.01 } } as const
  const before = await platform.client.experiments.compare(experiment_id, question)
  const after = await client.experiments.compare(experiment.id, question)
  expect(after.run_ids).not.toContain(before.run_ids[0])
  expect(numbersOf(after)).toEqual(numbersOf(before))

  const [run] = (await client.runs.list({ experiment_id: experiment.id })).items
  const [first] = (await client.runs.examples(run?.id ?? '')).items
  expect(first).toMatchObject({ judgements: [{ judge: 'care', reason: 'So it is.' }] })
  const events = []
  for await (const { type } of client.runs.events(run?.id ?? '')) events.push(type)
  expect(events.at(-1)).toBe('run.succeeded')

  const [sample] = (await client.judges.samples()).items
  const [mine, theirs] = await Promise.all([
    platform.client.judges.calibrate(sample_id),
    client.judges.calibrate(sample?.id ?? ''),
  ])
  const figures = ({ labelled, agreement, bias, is_stale }: typeof mine) => ({ labelled, agreement, bias, is_stale })
  expect(figures(theirs)).toEqual(figures(mine))
  expect(theirs).toMatchObject({ labelled: mine.items, is_stale: false })
})

it('holds no secret, not even its name', async () => {
  const all = Buffer.concat([...(await unpack(bundle)).values()]).toString('latin1')
  expect(all).not.toContain(secret)
  expect(all).not.toContain('gateway')
})

it('stores nothing again, and makes no second version, for who has its bytes already', async () => {
  const { client } = await platform.addUser()
  const first = await load(client, bundle)
  const { used_bytes } = (await client.account.usage()).storage
  const again = await load(client, bundle)
  expect(again).toMatchObject({ dataset_is_new: false, stored_bytes: 0, judges_made: [], judges_kept: ['care'] })
  expect(again.experiment.dataset_id).toBe(first.experiment.dataset_id)
  expect(again.experiment.id).not.toBe(first.experiment.id)
  expect((await client.account.usage()).storage.used_bytes).toBe(used_bytes)
})

it('computes what is evaluated after it, and takes nothing of it for its own', async () => {
  const { client } = await platform.addUser()
  const { experiment } = await load(client, bundle)
  const [run] = await client.experiments.evaluate(experiment.id, { models: ['lead-1'], metrics: ['rouge'] })
  const ended = await client.runs.wait(run?.id ?? '', { throwOnFailure: true })
  expect(ended.jobs.map(({ reused_from }) => reused_from)).toEqual([null, null])
})

it('can be repeated from what is stored with it, by one call, with the same outcome', async () => {
  const { client } = await platform.addUser()
  const { experiment } = await load(client, bundle)
  const runs = (await client.runs.list({ experiment_id: experiment.id })).items
  const baseline = await client.runs.get(runs.find(({ name }) => name === 'random-sentences')?.id ?? '')
  const again = await client.runs.retry(baseline.id, { from: ['inference', 'inference-2', 'evaluation'] })
  const ended = await client.runs.wait(again.id)
  const outputsOf = async (id: string) =>
    (await client.runs.examples(id).toArray()).map(({ prediction, scores }) => [prediction, scores['rougeL#2']])
  expect(await outputsOf(ended.id)).toEqual(await outputsOf(baseline.id))
  expect(ended.jobs[0]).toMatchObject({ spec: baseline.jobs[0]?.spec, reused_from: null, state: 'succeeded' })
})

it('never has jobs use a secret of whoever imports it, whatever was written into it', async () => {
  const { client } = await platform.addUser()
  const files = await unpack(bundle)
  const forged = String(files.get('manifest.json')).replaceAll(
    '"provider": "openai-compatible"',
    '"provider": "openai-compatible", "secret": "mine"',
  )
  const { experiment } = await load(client, await pack(new Map([...files, ['manifest.json', Buffer.from(forged)]])))
  const { items } = await client.jobs.list({ experiment_id: experiment.id, limit: 200 })
  expect(JSON.stringify([items, await client.judges.get('care')])).not.toContain('mine')
})

it('is refused, with nothing left of it, when anything in it was altered, added, taken away or is of later times', async () => {
  const { client } = await platform.addUser()
  const files = await unpack(bundle)
  const manifest = z.record(z.string(), z.unknown()).parse(JSON.parse(String(files.get('manifest.json'))))
  const described = (changes: object) =>
    pack(new Map([...files, ['manifest.json', Buffer.from(JSON.stringify({ ...manifest, ...changes }))]]))
  const scores = [...files.keys()].find((path) => path.includes('evaluation')) ?? ''
  const flipped = Buffer.from(files.get(scores) ?? '')
  flipped.writeUInt8(flipped.readUInt8(flipped.length >> 1) ^ 1, flipped.length >> 1)
  const listed = z.array(z.looseObject({ path: z.string() })).parse(manifest['files'])
  const cases: readonly [Buffer, RegExp][] = [
    [await pack(new Map([...files, [scores, flipped]])), /not as it was exported/],
    [await pack([...files, ['runs/9/more.parquet', Buffer.of(1)]]), /does not list/],
    [await pack([...files].filter(([path]) => path !== scores)), /not as it was exported/],
    [await described({ format_version: 2 }), /newer Assay/],
    [await described({ files: listed.filter(({ path }) => path !== scores) }), /does not list/],
    [bundle.subarray(0, bundle.length - 100), /no zip file/],
    [Buffer.from(bundle.toString('latin1').replaceAll('readme.md', '../ead.md'), 'latin1'), /list of files|broken/],
    [await pack([['manifest.json', Buffer.alloc(80_000_000)]]), /too large/],
  ]
  for (const [bytes, why] of cases) {
    await expect(load(client, bytes)).rejects.toMatchObject({
      code: 'BUNDLE_INVALID',
      message: expect.stringMatching(why),
    })
  }
  expect((await client.experiments.list()).items).toEqual([])
  expect((await client.datasets.list()).items).toEqual([])
  expect((await client.runs.list()).items).toEqual([])
})
