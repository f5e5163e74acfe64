import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createModelDirectory, onnxMissing, writeTinyComet, writeTinyModel } from '@assay/metrics/testing'
import { expect, it } from 'vitest'
import { modelMetrics } from './model-metrics.ts'

const how = 'docs/guides/local-models.md shows how.'

async function reasons(directory: string | undefined): Promise<unknown[]> {
  const metrics = await modelMetrics(directory)
  return Promise.all(metrics.map((metric) => metric.availability()))
}

const versionOf = async (directory: string) => (await modelMetrics(directory)).at(-1)?.version

it('says what is missing, and where: the setting, or files of a model', async () => {
  const [unset] = await reasons(undefined)
  expect(unset).toEqual({
    available: false,
    reason: `Set ASSAY_MODEL_DIR to a folder that has an ONNX model in "bertscore"; ${how}`,
  })
  await using directory = await createModelDirectory()
  await writeTinyModel(join(directory.path, 'embedding'))
  await rm(join(directory.path, 'embedding/tokenizer_config.json'))
  const [, embedding, comet] = await reasons(directory.path)
  expect(embedding).toEqual({
    available: false,
    reason: `"embedding" in ASSAY_MODEL_DIR lacks tokenizer_config.json; ${how}`,
  })
  expect(comet).toEqual({
    available: false,
    reason: `"comet" in ASSAY_MODEL_DIR lacks config.json, tokenizer.json, tokenizer_config.json, onnx/model.onnx; ${how}`,
  })
})

it('says which package is missing where the models are there', async ({ skip }) => {
  await using directory = await createModelDirectory({ peer: false })
  await writeTinyComet(join(directory.path, 'comet'))
  const [, , comet] = await reasons(directory.path)
  skip(JSON.stringify(comet) === '{"available":true}', '@huggingface/transformers is installed beside @assay/core')
  expect(comet).toEqual({
    available: false,
    reason: `Install the npm package "@huggingface/transformers" in ASSAY_MODEL_DIR or next to Assay; ${how}`,
  })
})

it('has another version for another model, also where only weights differ', async () => {
  await using directory = await createModelDirectory()
  const folder = join(directory.path, 'comet')
  expect(await versionOf(directory.path)).toBe('1 without model')
  await writeTinyComet(folder)
  const version = await versionOf(directory.path)
  expect(version).toMatch(/^1 [0-9a-f]{12}$/)
  expect(await versionOf(directory.path)).toBe(version)

  const weights = join(folder, 'onnx/model.onnx.data')
  await writeFile(weights, Buffer.alloc(1_000_000))
  const zeros = await versionOf(directory.path)
  await writeFile(weights, Buffer.alloc(1_000_000, 1))
  const ones = await versionOf(directory.path)
  await writeFile(join(folder, 'config.json'), '{ "model_type": "bert", "hidden_size": 3 }')
  expect(new Set([version, zeros, ones, await versionOf(directory.path)]).size).toBe(4)
})

it('computes with the models that are there', async ({ skip }) => {
  skip(onnxMissing !== undefined, onnxMissing)
  await using directory = await createModelDirectory()
  await writeTinyModel(join(directory.path, 'bertscore'))
  await writeTinyModel(join(directory.path, 'embedding'))
  await writeTinyComet(join(directory.path, 'comet'))
  expect(await reasons(directory.path)).toEqual(Array.from({ length: 3 }, () => ({ available: true })))
  const scored = (await modelMetrics(directory.path)).map(async (metric) =>
    (await metric.scorer()).score({ input: 'cat', prediction: 'kitten', references: ['kitten'] }),
  )
  expect(Object.assign({}, ...(await Promise.all(scored)))).toEqual({
    bertscore_f1: expect.closeTo(1, 6),
    bertscore_precision: expect.closeTo(1, 6),
    bertscore_recall: expect.closeTo(1, 6),
    embedding_cosine: expect.closeTo(1, 6),
    // the mean vector of cat is (0, -1/3), that of kitten (-0.2/3, -0.4/3)
    comet: expect.closeTo(((0.2 / 3) ** 2 + 0.2 / 3 + (0.4 / 3) ** 2 - 1 / 3 + 0.4 / 3) / 2, 6),
  })
})
