export { type BertScore, type BertScoreOptions, bertScore } from './bert-score.ts'
export { cosineSimilarity, type EmbedTexts, type EmbedTokens, type TokenVector, type Vector } from './embedding.ts'
export { bertScoreMetric, type EmbeddingModel, embeddingCosineMetric } from './embedding-metrics.ts'
export { loadOnnxModel, type OnnxModel, type OnnxModelOptions } from './onnx-embeddings.ts'
export {
  type EmbeddingFetch,
  type EmbeddingResponse,
  type OpenAiEmbeddingsOptions,
  openAiEmbeddings,
} from './openai-embeddings.ts'
