import type { Metric } from '@assay/metrics'
import {
  bertScoreMetric,
  cometMetric,
  embeddingCosineMetric,
  loadCometModel,
  loadOnnxModel,
} from '@assay/metrics/embeddings'
import { localModel } from './local-model.ts'

/**
 * The metrics that a language model computes, each with the ONNX model in its folder of `directory`: BERTScore
 * (`bertscore`), embedding similarity (`embedding`) and COMET (`comet`). Nothing is downloaded; a missing model makes
 * its metric unavailable, with a reason.
 */
export async function modelMetrics(directory: string | undefined): Promise<Metric[]> {
  const [bertscore, embedding, comet] = await Promise.all([
    localModel({ directory, folder: 'bertscore' }, loadOnnxModel),
    localModel({ directory, folder: 'embedding' }, loadOnnxModel),
    localModel({ directory, folder: 'comet' }, loadCometModel),
  ])
  return [
    bertScoreMetric(async (text) => (await bertscore.load()).embedTokens(text), bertscore),
    embeddingCosineMetric(async (texts) => (await embedding.load()).embedTexts(texts), embedding),
    cometMetric(async (translation) => (await comet.load())(translation), comet),
  ]
}
