import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRegistry } from '@assay/metrics'
import {
  bertScore,
  bertScoreMetric,
  cosineSimilarity,
  type EmbedTokens,
  embeddingCosineMetric,
  loadOnnxModel,
  openAiEmbeddings,
} from '@assay/metrics/embeddings'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tinyVectors, writeTinyModel } from './tiny-model.ts'

const embedTokens: EmbedTokens = async (text) =>
  ['[CLS]', ...text.split(' ').filter(Boolean)].map((token) => ({
    token,
    vector: tinyVectors.get(token) ?? [1, 1],
    special: token === '[CLS]',
  }))

const hasTransformers = await import('@huggingface/transformers' as string).then(
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

describe('a local ONNX model', () => {
  it('gives vectors of tokens and texts without a network', async ({ skip }) => {
    skip(!hasTransformers, '@huggingface/transformers, an optional peer of 190 MB, is not installed')
    const folder = await mkdtemp(join(tmpdir(), 'assay-model-'))
    try {
      await writeTinyModel(join(folder, 'tiny'))
      const model = await loadOnnxModel({ modelDirectory: folder, model: 'tiny' })
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
      await expect(loadOnnxModel({ modelDirectory: folder, model: 'absent' })).rejects.toMatchObject({
        code: 'METRIC_UNAVAILABLE',
      })
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('says which package is missing', async ({ skip }) => {
    skip(hasTransformers, '@huggingface/transformers is installed')
    await expect(loadOnnxModel({ modelDirectory: '/', model: 'tiny' })).rejects.toMatchObject({
      code: 'METRIC_UNAVAILABLE',
      message: expect.stringContaining('@huggingface/transformers'),
    })
  })
})
