import { MetricError } from '../metric-error.ts'
import { type EmbedTexts, type EmbedTokens, mismatch, type TokenVector, type Vector } from './embedding.ts'

/** A model on this machine. */
export interface OnnxModelOptions {
  /** The folder above the model's own; nothing is ever downloaded. */
  readonly modelDirectory: string
  /** The model's folder in it, with `config.json`, `tokenizer.json` and `onnx/model.onnx`. */
  readonly model: string
}

/** A loaded model, both ways to use it. */
export interface OnnxModel {
  /** Vectors of tokens, for `bertScoreMetric`. */
  readonly embedTokens: EmbedTokens
  /** The mean of a text's token vectors, for `embeddingCosineMetric`. */
  readonly embedTexts: EmbedTexts
}

const missing = 'Local models need the npm package "@huggingface/transformers" next to @assay/metrics.'

/**
 * Loads an ONNX text model with `@huggingface/transformers`, an optional peer, from a folder on this machine.
 *
 * @throws MetricError `METRIC_UNAVAILABLE` without the package, or where the folder has no such model.
 */
export async function loadOnnxModel({ modelDirectory, model }: OnnxModelOptions): Promise<OnnxModel> {
  const { AutoModel, AutoTokenizer, env } = await transformers()
  env.allowRemoteModels = false
  env.localModelPath = modelDirectory
  const load = async (): Promise<readonly [Tokenizer, Model]> => [
    await AutoTokenizer.from_pretrained(model),
    await AutoModel.from_pretrained(model, { dtype: 'fp32' }),
  ]
  const [tokenizer, network] = await load().catch((cause: unknown) => {
    throw new MetricError('METRIC_UNAVAILABLE', `The model directory has no usable model "${model}".`, { cause })
  })
  const embedTokens: EmbedTokens = async (text) => {
    const inputs = tokenizer(text, { truncation: true })
    const { last_hidden_state: states } = await network(inputs)
    return tokenVectors(Array.from(inputs.input_ids.data, Number), states, tokenizer)
  }
  return {
    embedTokens,
    embedTexts: (texts) => Promise.all(texts.map(async (text) => mean(await embedTokens(text)))),
  }
}

interface Tensor {
  readonly data: ArrayLike<number | bigint>
  readonly dims: readonly number[]
}

interface Tokenizer {
  (text: string, options: { readonly truncation: boolean }): { readonly input_ids: Tensor }
  readonly all_special_ids: readonly number[]
  decode(ids: readonly number[]): string
}

type Model = (inputs: unknown) => Promise<{ readonly last_hidden_state?: Tensor }>

interface Transformers {
  readonly AutoModel: { from_pretrained(name: string, options: { readonly dtype: string }): Promise<Model> }
  readonly AutoTokenizer: { from_pretrained(name: string): Promise<Tokenizer> }
  readonly env: { allowRemoteModels: boolean; localModelPath: string }
}

async function transformers(): Promise<Transformers> {
  const name = '@huggingface/transformers'
  try {
    return await import(name)
  } catch (cause) {
    throw new MetricError('METRIC_UNAVAILABLE', missing, { cause })
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
