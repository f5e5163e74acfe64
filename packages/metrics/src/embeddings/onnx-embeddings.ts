import { type EmbedTexts, type EmbedTokens, mismatch, type TokenVector, type Vector } from './embedding.ts'
import { type OnnxModelOptions, openModel, type Tensor, type Tokenizer, tokenize } from './transformers.ts'

/** A loaded model, both ways to use it. */
export interface OnnxModel {
  /** Vectors of tokens, for `bertScoreMetric`. */
  readonly embedTokens: EmbedTokens
  /** The mean of a text's token vectors, for `embeddingCosineMetric`. */
  readonly embedTexts: EmbedTexts
}

/**
 * Loads an ONNX text model with `@huggingface/transformers`, an optional peer, from a folder on this machine.
 *
 * @throws MetricError `METRIC_UNAVAILABLE` without the package, or where the folder has no such model.
 */
export async function loadOnnxModel(options: OnnxModelOptions): Promise<OnnxModel> {
  const { tokenizer, network } = await openModel(options)
  const embedTokens: EmbedTokens = async (text) => {
    const tokens = tokenize(tokenizer, text)
    const { last_hidden_state: states } = await network(tokens)
    return tokenVectors(Array.from(tokens.input_ids.data, Number), states, tokenizer)
  }
  return {
    embedTokens,
    embedTexts: (texts) => Promise.all(texts.map(async (text) => mean(await embedTokens(text)))),
  }
}

function tokenVectors(
  ids: readonly number[],
  states: Tensor | undefined,
  tokenizer: Tokenizer,
): readonly TokenVector[] {
  const width = states?.dims.at(-1) ?? 0
  if (states === undefined || width === 0) throw mismatch('no hidden states')
  return ids.map((id, at) => ({
    token: tokenizer.decode([id]),
    vector: Array.from({ length: width }, (_, column) => Number(states.data[at * width + column])),
    special: tokenizer.all_special_ids.includes(id),
  }))
}

function mean(tokens: readonly TokenVector[]): Vector {
  const width = tokens[0]?.vector.length ?? 0
  if (width === 0) throw mismatch('no token for a text')
  return Array.from({ length: width }, (_, column) => {
    return tokens.reduce((sum, { vector }) => sum + (vector[column] ?? 0), 0) / tokens.length
  })
}
