export { type BertScore, type BertScoreOptions, bertScore } from './bert-score.ts'
export { cometMetric, type RateTranslation, type Translation } from './comet-metric.ts'
export { cosineSimilarity, type EmbedTexts, type EmbedTokens, type TokenVector, type Vector } from './embedding.ts'
export { bertScoreMetric, embeddingCosineMetric } from './embedding-metrics.ts'
export type { EmbeddingModel } from './embedding-model.ts'
export { loadCometModel } from './onnx-comet.ts'
export { loadOnnxModel, type OnnxModel } from './onnx-embeddings.ts'
export {
  type EmbeddingFetch,
  type EmbeddingResponse,
  type OpenAiEmbeddingsOptions,
  openAiEmbeddings,
} from './openai-embeddings.ts'
export type { OnnxModelOptions, Transformers } from './transformers.ts'
