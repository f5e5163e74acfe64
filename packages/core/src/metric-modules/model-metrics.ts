import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Metric } from '@assay/metrics'
import { bertScoreMetric, embeddingCosineMetric, loadOnnxModel, type OnnxModel } from '@assay/metrics/embeddings'

const peer = '@huggingface/transformers'
const folders = { bertscore: 'bertscore', embedding: 'embedding' } as const

/**
 * The metrics that a language model computes: BERTScore by the ONNX model in `<directory>/bertscore`, embedding similarity
 * by the one in `<directory>/embedding`. Nothing is downloaded; what is not there is unavailable and says so.
 */
export async function modelMetrics(directory: string | undefined): Promise<Metric[]> {
  const [bertscore, embedding] = await Promise.all([
    localModel(directory, folders.bertscore),
    localModel(directory, folders.embedding),
  ])
  return [
    bertScoreMetric(async (text) => (await bertscore.load()).embedTokens(text), bertscore),
    embeddingCosineMetric(async (texts) => (await embedding.load()).embedTexts(texts), embedding),
  ]
}

interface LocalModel {
  /** Says which model it is: scores of different ones cannot be compared. */
  readonly model: string
  readonly missing: () => Promise<string | undefined>
  readonly load: () => Promise<OnnxModel>
}

async function localModel(directory: string | undefined, folder: string): Promise<LocalModel> {
  const model = directory === undefined ? undefined : await identify(join(directory, folder))
  let loading: Promise<OnnxModel> | undefined
  return {
    model: model ?? 'without model',
    async missing() {
      if (directory === undefined) return `Set ASSAY_MODEL_DIR to a folder that has an ONNX model in "${folder}".`
      if (model === undefined)
        return `"${folder}" in ASSAY_MODEL_DIR lacks config.json, tokenizer.json or onnx/model.onnx.`
      return hasPeer() ? undefined : `Install the npm package "${peer}" next to Assay.`
    },
    load() {
      loading ??= loadOnnxModel({ modelDirectory: directory ?? '', model: folder })
      return loading
    },
  }
}

/** A digest of what tells models apart without reading gigabytes; undefined where there is no whole model. */
async function identify(path: string): Promise<string | undefined> {
  try {
    const hash = createHash('sha256')
    for (const name of ['config.json', 'tokenizer.json']) hash.update(await readFile(join(path, name)))
    hash.update(String((await stat(join(path, 'onnx', 'model.onnx'))).size))
    return hash.digest('hex').slice(0, 12)
  } catch {
    return undefined
  }
}

function hasPeer(): boolean {
  try {
    createRequire(import.meta.url).resolve(peer)
    return true
  } catch {
    return false
  }
}
