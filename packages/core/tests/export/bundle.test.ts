import { buffer } from 'node:stream/consumers'
import { comparisonResult } from '@assay/schemas'
import { afterAll, beforeAll, expect, it, test } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { ZipFile } from 'yazl'
import { manifest } from '../../src/export/bundle/manifest.ts'
import { onBehalf, verifyBundle } from '../../src/index.ts'
import { type ExportedComparison, startExportedComparison } from './exported-comparison.ts'

let exported: ExportedComparison
let bundle: Buffer
let files: ReadonlyMap<string, Buffer>

beforeAll(async () => {
  exported = await startExportedComparison()
  bundle = await saveBundle()
  files = await unpack(bundle)
}, 60_000)

afterAll(() => exported[Symbol.asyncDispose]())

async function saveBundle(): Promise<Buffer> {
  const { platform, comparison } = exported
  return Buffer.from(await (await platform.client.comparisons.export(comparison.id, 'bundle')).bytes())
}

async function unpack(bytes: Buffer): Promise<Map<string, Buffer>> {
  const zip = await fromBufferPromise(bytes)
  const unpacked = new Map<string, Buffer>()
  for await (const entry of zip.eachEntry()) {
    unpacked.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)))
  }
  return unpacked
}

async function pack(content: Iterable<readonly [string, Buffer]>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [path, bytes] of content) zip.addBuffer(bytes, path)
  zip.end()
  return buffer(zip.outputStream)
}

const verify = (bytes: Buffer) => exported.platform.client.comparisons.verify(new Blob([bytes]), { filename: 'b.zip' })

it('holds the question, the dataset, predictions, scores and what was found', async () => {
  const { comparison, runs } = exported
  const described = manifest.parse(JSON.parse(String(files.get('manifest.json'))))
  expect([...files.keys()]).toEqual([
    'readme.md',
    'result.json',
    'dataset.parquet',
    'runs/1/scores.parquet',
    'runs/1/predictions-1.parquet',
    'runs/1/predictions-2.parquet',
    'runs/2/scores.parquet',
    'runs/2/predictions-1.parquet',
    'runs/2/predictions-2.parquet',
    'runs/3/scores.parquet',
    'manifest.json',
  ])
  expect(described.files.map(({ path }) => path)).toEqual([...files.keys()].slice(0, -1))
  expect(described.comparison).toMatchObject({ id: comparison.id, level: 0.95, seed: 0, method: 'analytic' })
  expect(described.dataset.sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(described.metrics).toMatchObject([
    { name: 'rouge', versions: [expect.any(String)], equals: 'rouge-score 0.1.2', signature: null },
    {
      name: 'bleu',
      signature: 'nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0',
      citation: { url: 'https://aclanthology.org/P02-1040/' },
    },
  ])
  expect(described.runs.map(({ run_id, repeats }) => [run_id, repeats])).toEqual([
    [runs[0]?.id, 2],
    [runs[1]?.id, 2],
    [runs[2]?.id, 1],
  ])
  expect(described.runs[0]).toMatchObject({
    model: { provider: 'baseline', model: 'lead-1' },
    inference: { task: { type: 'summarization' }, seed: 0, max_samples: null },
    evaluation: { metrics: { rouge: expect.any(String), bleu: expect.any(String) } },
  })
})

it('is computed again to the last digit', async () => {
  const { comparison } = exported
  const verified = await verify(bundle)
  expect(verified).toMatchObject({
    is_same: true,
    comparison_id: comparison.id,
    files: 10,
    altered_files: [],
    first_difference: null,
  })
  expect(verified.numbers).toBeGreaterThan(300)
})

it('is computed again after it was packed anew, and on a server that knows nothing of its runs', async () => {
  await using other = await startExportedComparison()
  const again = new Blob([await pack(files)])
  expect(await other.platform.client.comparisons.verify(again)).toMatchObject({ is_same: true })
}, 60_000)

it('is the same each time it is exported', async () => {
  expect((await saveBundle()).equals(bundle)).toBe(true)
})

it('of resampled intervals is computed again to the last digit, too', async () => {
  const { platform, runs } = exported
  const question = { run_ids: runs.map((run) => run.id), method: 'resampled', seed: 7, level: 0.9 } as const
  const { id } = await platform.client.comparisons.create(question)
  const bytes = await (await platform.client.comparisons.export(id, 'bundle')).bytes()
  expect(await verify(Buffer.from(bytes))).toMatchObject({ is_same: true })
})

it('tells which number was altered, be it in its last digit', async () => {
  const result = comparisonResult.parse(JSON.parse(String(files.get('result.json'))))
  const [altered] = result.metrics[0]?.differences ?? []
  if (!altered) throw new Error('there is no difference')
  altered.p_value = (altered.p_value ?? 0) * (1 + Number.EPSILON)
  const content = Buffer.from(JSON.stringify(result))
  const verified = await verify(await pack(new Map([...files, ['result.json', content]])))
  expect(verified).toMatchObject({
    is_same: false,
    altered_files: ['result.json'],
    first_difference: { path: 'metrics.0.differences.0.p_value' },
  })
})

it('computes corpus scores again as well, of repeats too', async () => {
  const result = comparisonResult.parse(JSON.parse(String(files.get('result.json'))))
  const [altered] = result.corpus[0]?.differences ?? []
  expect(result.corpus).toMatchObject([{ metric: 'bleu', examples: 24, reason: null, verdict: { metric: 'bleu' } }])
  if (!altered) throw new Error('there is no difference')
  altered.p_value = (altered.p_value ?? 0) * (1 + Number.EPSILON)
  const content = Buffer.from(JSON.stringify(result))
  const { first_difference } = await verify(await pack(new Map([...files, ['result.json', content]])))
  expect(first_difference?.path).toBe('corpus.0.differences.0.p_value')
})

it('tells which corpus scores cannot be computed here, and computes the rest', async () => {
  const described = manifest.parse(JSON.parse(String(files.get('manifest.json'))))
  for (const { evaluation } of described.runs) evaluation.metrics['bleu'] = 'of another time'
  const content = Buffer.from(JSON.stringify(described))
  const verified = await verify(await pack(new Map([...files, ['manifest.json', content]])))
  expect(verified).toMatchObject({
    is_same: false,
    altered_files: [],
    first_difference: null,
    not_computed: [{ metric: 'bleu', reason: expect.stringContaining('another version of the metric') }],
  })
})

it('tells which scores were altered, and what comes out otherwise for it', async () => {
  const [one, two] = ['runs/1/scores.parquet', 'runs/2/scores.parquet']
  const swapped = new Map([...files, [one, files.get(two) ?? bundle], [two, files.get(one) ?? bundle]] as const)
  const verified = await verify(await pack(swapped))
  expect(verified).toMatchObject({ is_same: false, altered_files: [one, two] })
  expect(verified.first_difference?.path).toMatch(/^metrics\.0\./)
})

it('tells that predictions were altered, although the comparison itself depends on scores alone', async () => {
  const path = 'runs/1/predictions-1.parquet'
  const verified = await verify(await pack(new Map([...files, [path, Buffer.from('other')]])))
  expect(verified).toMatchObject({ is_same: false, altered_files: [path], first_difference: null })
})

function listed300Times(): Buffer {
  const described = manifest.parse(JSON.parse(String(files.get('manifest.json'))))
  const [first] = described.files
  const repeated = Array.from({ length: 300 }, () => first)
  return Buffer.from(JSON.stringify({ ...described, files: [...described.files, ...repeated] }))
}

it('is no longer computed for somebody who has left', async () => {
  const { core, client, user, url } = exported.platform
  const { actor, key } = user
  const leaving = new AbortController()
  const upload = await client.trpc.uploads.create.mutate({ filename: 'b.zip', size_bytes: bundle.length })
  const headers = { authorization: `Bearer ${key}`, 'upload-offset': '0' }
  await fetch(`${url}/api/v1/uploads/${upload.id}`, { method: 'PATCH', headers, body: new Uint8Array(bundle) })
  const deps = onBehalf(core, () => ({ owner: actor.user_id, signal: leaving.signal }))
  const asked = Array.from({ length: 4 }, () => verifyBundle(deps, actor, { upload_id: upload.id }))
  const outcomes = Promise.allSettled(asked)
  leaving.abort(new Error('left'))
  for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { message: 'left' } })
  expect(await verify(bundle)).toMatchObject({ is_same: true })
})

const without = (path: string) => [...files].filter(([name]) => name !== path)

test.each<[string, () => Promise<Buffer>]>([
  ['nothing', async () => Buffer.alloc(0)],
  ['no zip file', async () => Buffer.from('PK or not')],
  ['a bundle that broke off', async () => bundle.subarray(0, bundle.length / 2)],
  ['a bundle without manifest', () => pack(without('manifest.json'))],
  ['a bundle without scores', () => pack(without('runs/2/scores.parquet'))],
  ['a manifest of something else', () => pack(new Map([...files, ['manifest.json', Buffer.from('{"format":"x"}')]]))],
  ['a manifest that lists a file 300 times', () => pack(new Map([...files, ['manifest.json', listed300Times()]]))],
  [
    'a bundle that unpacks to a multiple of itself',
    () => pack(new Map([...files, ['zeros.bin', Buffer.alloc(128 * 1_048_576)]])),
  ],
  ['a manifest that is no JSON', () => pack(new Map([...files, ['manifest.json', Buffer.from('{')]]))],
])('%s is refused, with a reason', async (_name, make) => {
  await expect(verify(await make())).rejects.toMatchObject({ code: 'BUNDLE_INVALID', status: 422 })
})

it("is nobody else's to verify", async () => {
  const { platform } = exported
  const { client } = await platform.addUser()
  const upload = await platform.client.trpc.uploads.create.mutate({ filename: 'b.zip', size_bytes: 10 })
  await expect(client.trpc.comparisons.verify.query({ upload_id: upload.id })).rejects.toThrow('no such upload')
  await expect(platform.client.trpc.comparisons.verify.query({ upload_id: upload.id })).rejects.toThrow(/bytes/)
})
