import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { modelMetrics } from './model-metrics.ts'

const versionOf = async (directory: string) => (await modelMetrics(directory))[0]?.version

it('says what is missing: the setting, or files of a model', async () => {
  const [unset] = await modelMetrics(undefined)
  expect(await unset?.availability()).toEqual({
    available: false,
    reason: 'Set ASSAY_MODEL_DIR to a folder that has an ONNX model in "bertscore".',
  })
  const [empty] = await modelMetrics(join(tmpdir(), 'assay-no-such-folder'))
  expect(await empty?.availability()).toEqual({
    available: false,
    reason: '"bertscore" in ASSAY_MODEL_DIR lacks config.json, tokenizer.json or onnx/model.onnx.',
  })
})

it('has another version for another model', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'assay-models-'))
  try {
    const folder = join(directory, 'bertscore')
    await mkdir(join(folder, 'onnx'), { recursive: true })
    await writeFile(join(folder, 'config.json'), '{ "hidden_size": 8 }')
    await writeFile(join(folder, 'tokenizer.json'), '{}')
    expect(await versionOf(directory)).toBe('1 without model')
    await writeFile(join(folder, 'onnx', 'model.onnx'), 'weights')
    const version = await versionOf(directory)
    expect(version).toMatch(/^1 [0-9a-f]{12}$/)
    expect(await versionOf(directory)).toBe(version)
    await writeFile(join(folder, 'config.json'), '{ "hidden_size": 16 }')
    expect(await versionOf(directory)).not.toBe(version)
  } finally {
    await rm(directory, { recursive: true })
  }
})
