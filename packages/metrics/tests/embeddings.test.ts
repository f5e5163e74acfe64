import { cp } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRegistry } from '@assay/metrics'
import {
  bertScore,
  bertScoreMetric,
  cometMetric,
  cosineSimilarity,
  type EmbedTokens,
  embeddingCosineMetric,
  loadCometModel,
  loadOnnxModel,
  openAiEmbeddings,
  type Translation,
} from '@assay/metrics/embeddings'
import {
  createModelDirectory,
  onnxMissing,
  tinyLength,
  tinyVectors,
  writeTinyComet,
  writeTinyModel,
} from '@assay/metrics/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const embedTokens: EmbedTokens = async (text) =>
  ['[CLS]', ...text.split(' ').filter(Boolean)].map((token) => ({
    token,
    vector: tinyVectors.get(token) ?? [1, 1],
    special: token === '[CLS]',
  }))

const isInstalledHere = await import('@huggingface/transformers' as string).then(
  () => true,
  () => false,
)

describe('cosine similarity', () => {
  const vector = fc.array(fc.float({ min: -10, max: 10, noNaN: true }), { minLength: 3, maxLength: 3 })

  it('is symmetric, bounded, and 1 for the same direction', () => {
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        expect(cosineSimilarity(a, b)).toBe(cosineSimilarity(b, a))
        expect(Math.abs(cosineSimilarity(a, b))).toBeLessThanOrEqual(1)
      }),
    )
    expect(cosineSimilarity([1, 2], [2, 4])).toBeCloseTo(1, 12)
    expect(cosineSimilarity([0, 0], [2, 4])).toBe(0)
  })

  it.each([
    [[1, 2], [1]],
    [
      [Number.NaN, 1],
      [1, 1],
    ],
  ])('refuses %j and %j', (a, b) => {
    expect(() => cosineSimilarity(a, b)).toThrow(expect.objectContaining({ code: 'EMBEDDING_FAILED' }))
  })
})

describe('BERTScore', () => {
  it('means the best cosines of each side; special tokens can be matched but do not count', async () => {
    const score = await bertScore(embedTokens, { prediction: 'kitten', references: ['cat car'] })
    expect(score.precision).toBeCloseTo(0.8, 12)
    expect(score.recall).toBeCloseTo(0.7, 12)
    expect(score.f1).toBeCloseTo((2 * 0.8 * 0.7) / 1.5, 12)
  })

  it('weighs tokens, takes the best reference, and gives 0 to a text without tokens', async () => {
    const weight = (token: string) => (token === 'car' ? 3 : 1)
    const weighed = await bertScore(embedTokens, { prediction: 'kitten', references: ['cat car'] }, { weight })
    expect(weighed.recall).toBeCloseTo((0.8 + 3 * 0.6) / 4, 12)
    const best = await bertScore(embedTokens, { prediction: 'cat', references: ['car', 'cat'] })
    expect(best.f1).toBeCloseTo(1, 12)
    expect((await bertScore(embedTokens, { prediction: '', references: ['cat'] })).f1).toBe(0)
  })

  it('is a metric like any other, with the model in its version', async () => {
    const registry = createRegistry([bertScoreMetric(embedTokens, { model: 'tiny' })])
    const metric = registry.find('bertscore')
    const scorer = await metric?.scorer()
    expect(metric?.version).toBe('1 tiny')
    expect(await scorer?.score({ prediction: 'cat', references: ['cat'] })).toEqual({
      bertscore_f1: expect.closeTo(1),
      bertscore_precision: expect.closeTo(1),
      bertscore_recall: expect.closeTo(1),
    })
    expect(await scorer?.score({ prediction: 'cat', references: [] })).toMatchObject({ bertscore_f1: null })
  })

  it('says why it is not available', async () => {
    const metric = bertScoreMetric(embedTokens, { model: 'tiny', missing: async () => 'The model is not there.' })
    expect(await metric.availability()).toEqual({ available: false, reason: 'The model is not there.' })
  })
})

describe('COMET', () => {
  const rate = async ({ source, prediction, reference }: Translation) =>
    source.length * 100 + prediction.length * 10 + reference.length

  it('rates a prediction by source and reference, and takes the best of several references', async () => {
    const registry = createRegistry([cometMetric(rate, { model: 'tiny' })])
    const metric = registry.find('comet')
    const scorer = await metric?.scorer()
    expect(metric).toMatchObject({ version: '1 tiny', columns: ['input', 'prediction', 'reference'] })
    expect(registry.owner('comet')?.score).toMatchObject({ name: 'comet', direction: 'higher', range: [null, null] })
    expect(await scorer?.score({ input: 'abc', prediction: 'ab', references: ['a', 'abcd', ''] })).toEqual({
      comet: 324,
    })
  })

  it('has no score without source or reference, and says which is missing', async () => {
    const scorer = await cometMetric(rate, { model: 'tiny' }).scorer()
    const [noInput, noReference] = [
      { prediction: 'a', references: ['a'] },
      { input: 'a', prediction: 'a', references: [] },
    ]
    expect(await scorer.score(noInput)).toEqual({ comet: null })
    expect(scorer.reason?.(noInput)).toBe('The example has no input.')
    expect(await scorer.score(noReference)).toEqual({ comet: null })
    expect(scorer.reason?.(noReference)).toBe('The example has no reference.')
    expect(scorer.reason?.({ input: '', prediction: '', references: [''] })).toBeUndefined()
  })

  it('says why it is not available', async () => {
    const metric = cometMetric(rate, { model: 'tiny', missing: async () => 'The model is not there.' })
    expect(await metric.availability()).toEqual({ available: false, reason: 'The model is not there.' })
  })
})

interface Asked {
  readonly authorization: string | undefined
  readonly input: readonly string[]
}

async function embeddingServer(answer: (input: readonly string[]) => { status: number; body: unknown }) {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const { input } = JSON.parse(body)
      asked.push({ authorization: request.headers.authorization, input })
      const { status, body: sent } = answer(input)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(sent))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    asked,
    baseUrl: `http://127.0.0.1:${port}/v1/`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

describe('an OpenAI-compatible server', () => {
  it('is asked in batches and answered in any order', async () => {
    await using server = await embeddingServer((input) => ({
      status: 200,
      body: { data: input.map((text, index) => ({ index, embedding: [text.length, 1] })).reverse() },
    }))
    const { baseUrl } = server
    const embed = openAiEmbeddings({ baseUrl, model: 'tiny', apiKey: 'key', batchSize: 2, fetch })
    expect(await embed(['a', 'bbb', 'cc'])).toEqual([
      [1, 1],
      [3, 1],
      [2, 1],
    ])
    expect(server.asked).toEqual([
      { authorization: 'Bearer key', input: ['a', 'bbb'] },
      { authorization: 'Bearer key', input: ['cc'] },
    ])
    const scorer = await embeddingCosineMetric(embed, { model: 'tiny' }).scorer()
    expect(await scorer.score({ prediction: 'aa', references: ['b', 'cc'] })).toEqual({
      embedding_cosine: expect.closeTo(1),
    })
  })

  it.each([
    ['an error', { status: 500, body: {} }],
    ['too few vectors', { status: 200, body: { data: [{ index: 0, embedding: [1] }] } }],
    ['something else', { status: 200, body: ['no'] }],
  ])('gives a typed error for %s', async (_, answer) => {
    await using server = await embeddingServer(() => answer)
    const embed = openAiEmbeddings({ baseUrl: server.baseUrl, model: 'tiny', fetch })
    await expect(embed(['a', 'b'])).rejects.toMatchObject({ code: 'EMBEDDING_FAILED' })
  })

  it('gives a typed error when it is not there', async () => {
    const embed = openAiEmbeddings({ baseUrl: 'http://127.0.0.1:9/v1', model: 'tiny', fetch })
    await expect(embed(['a'])).rejects.toMatchObject({ code: 'EMBEDDING_FAILED' })
  })
})

/** One dimension of the mean vector of a text, as the tiny models read it. */
function meanOf(text: string, dimension: 0 | 1): number {
  const words = ['[CLS]', ...text.split(' '), '[SEP]']
  return words.reduce((sum, word) => sum + (tinyVectors.get(word)?.[dimension] ?? Number.NaN), 0) / words.length
}

function tinyRating({ source, prediction, reference }: Translation): number {
  const dimension = (at: 0 | 1) =>
    meanOf(prediction, at) * meanOf(reference, at) + meanOf(source, at) - meanOf(reference, at)
  return (dimension(0) + dimension(1)) / 2
}

describe('a local ONNX model', () => {
  it('gives vectors of tokens and texts without a network', async ({ skip }) => {
    skip(onnxMissing !== undefined, onnxMissing)
    await using directory = await createModelDirectory()
    await writeTinyModel(join(directory.path, 'tiny'))
    const options = { modelDirectory: directory.path, transformers: directory.transformers() }
    const model = await loadOnnxModel({ ...options, model: 'tiny' })
    const tokens = await model.embedTokens('cat kitten')
    expect(tokens.map(({ token, special }) => [token, special])).toEqual([
      ['[CLS]', true],
      ['cat', false],
      ['kitten', false],
      ['[SEP]', true],
    ])
    expect(tokens[2]?.vector).toEqual([expect.closeTo(0.8, 6), expect.closeTo(0.6, 6)])
    const [text] = await model.embedTexts(['car'])
    expect(Array.from(text ?? [])).toEqual([expect.closeTo(-1 / 3, 6), expect.closeTo(0, 6)])
    await expect(loadOnnxModel({ ...options, model: 'absent' })).rejects.toMatchObject({ code: 'METRIC_UNAVAILABLE' })
  })

  it('cuts a text that is too long before its last token, not after', async ({ skip }) => {
    skip(onnxMissing !== undefined, onnxMissing)
    await using directory = await createModelDirectory()
    await writeTinyModel(join(directory.path, 'tiny'))
    const { embedTokens } = await loadOnnxModel({
      modelDirectory: directory.path,
      model: 'tiny',
      transformers: directory.transformers(),
    })
    const read = async (words: number) => (await embedTokens('cat '.repeat(words))).map(({ token }) => token)
    const whole = ['[CLS]', ...Array.from({ length: tinyLength - 2 }, () => 'cat'), '[SEP]']
    expect(await read(tinyLength - 2)).toEqual(whole)
    expect(await read(tinyLength - 1)).toEqual(whole)
    expect(await read(100)).toEqual(whole)
  })

  it('rates translations, when it is an export of COMET and when it is not', async ({ skip }) => {
    skip(onnxMissing !== undefined, onnxMissing)
    await using directory = await createModelDirectory()
    await writeTinyComet(join(directory.path, 'comet'))
    await writeTinyModel(join(directory.path, 'bert'))
    const options = { modelDirectory: directory.path, transformers: directory.transformers() }
    const rate = await loadCometModel({ ...options, model: 'comet' })
    const translation = { source: 'cat', prediction: 'kitten', reference: 'car kitten' }
    expect(await rate(translation)).toBeCloseTo(tinyRating(translation), 6)
    await expect(loadCometModel({ ...options, model: 'bert' })).rejects.toMatchObject({
      code: 'METRIC_UNAVAILABLE',
      message: expect.stringMatching(
        /no COMET export: it must take src_input_ids, .* not take input_ids and give last/,
      ),
    })
  })

  it('finds the package that is installed beside this one', async ({ skip }) => {
    skip(onnxMissing !== undefined, onnxMissing)
    await using directory = await createModelDirectory()
    await writeTinyModel(join(directory.path, 'tiny'))
    await cp(fileURLToPath(new URL('../src', import.meta.url)), join(directory.path, 'src'), { recursive: true })
    const copied = createRequire(import.meta.url)(join(directory.path, 'src/embeddings/index.ts'))
    const model = await copied.loadOnnxModel({ modelDirectory: directory.path, model: 'tiny' })
    expect(await model.embedTokens('cat')).toHaveLength(3)
  })

  it('says which package is missing', async ({ skip }) => {
    skip(isInstalledHere, '@huggingface/transformers is installed beside @assay/metrics')
    await expect(loadOnnxModel({ modelDirectory: '/', model: 'tiny' })).rejects.toMatchObject({
      code: 'METRIC_UNAVAILABLE',
      message: expect.stringContaining('@huggingface/transformers'),
    })
  })
})
