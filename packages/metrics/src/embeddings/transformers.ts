import { MetricError } from '../metric-error.ts'

/** What this package uses of `@huggingface/transformers`, an optional peer that brings the ONNX runtime. */
export interface Transformers {
  readonly AutoModel: { from_pretrained(name: string, options: { readonly dtype: string }): Promise<Network> }
  readonly AutoTokenizer: { from_pretrained(name: string): Promise<Tokenizer> }
  readonly env: { allowRemoteModels: boolean; localModelPath: string }
}

/** A model on this machine. */
export interface OnnxModelOptions {
  /** The folder above the model's own; nothing is ever downloaded. */
  readonly modelDirectory: string
  /** The model's folder in it, with `config.json`, `tokenizer.json`, `tokenizer_config.json` and `onnx/model.onnx`. */
  readonly model: string
  /** The module `@huggingface/transformers`, from wherever it is. Default: the one installed next to this package. */
  readonly transformers?: Transformers
}

export interface Tensor {
  readonly data: ArrayLike<number | bigint>
  readonly dims: readonly number[]
}

/** A text as a network takes it, by input name. */
export type Tokens = Readonly<Record<'input_ids' | 'attention_mask', Tensor & { readonly data: BigInt64Array }>>

export interface Tokenizer {
  (text: string, options: { readonly truncation: boolean }): Tokens
  readonly all_special_ids: readonly number[]
  readonly model_max_length: number
  decode(ids: readonly number[]): string
}

export interface Network {
  (inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>
  readonly sessions: Readonly<
    Record<string, { readonly inputNames: readonly string[]; readonly outputNames: readonly string[] }>
  >
}

/**
 * Loads tokenizer and network.
 *
 * @throws MetricError `METRIC_UNAVAILABLE` without the package, or where the folder has no such model.
 */
export async function openModel({
  modelDirectory,
  model,
  transformers,
}: OnnxModelOptions): Promise<{ readonly tokenizer: Tokenizer; readonly network: Network }> {
  const { AutoModel, AutoTokenizer, env } = transformers ?? (await installedTransformers())
  env.allowRemoteModels = false
  env.localModelPath = modelDirectory
  try {
    return {
      tokenizer: await AutoTokenizer.from_pretrained(model),
      network: await AutoModel.from_pretrained(model, { dtype: 'fp32' }),
    }
  } catch (cause) {
    throw new MetricError('METRIC_UNAVAILABLE', `The model directory has no usable model "${model}".`, { cause })
  }
}

/**
 * The tokens of a text. One that is too long is cut as the model learnt it: the token that ends every text stays its
 * last.
 */
export function tokenize(tokenizer: Tokenizer, text: string): Tokens {
  const tokens = tokenizer(text, { truncation: true })
  const ids = tokens.input_ids.data
  if (ids.length < tokenizer.model_max_length) return tokens
  const end = tokenizer(text, { truncation: false }).input_ids.data.at(-1)
  if (end !== undefined && tokenizer.all_special_ids.includes(Number(end))) ids[ids.length - 1] = end
  return tokens
}

async function installedTransformers(): Promise<Transformers> {
  const name = '@huggingface/transformers'
  try {
    return await import(name)
  } catch (cause) {
    throw new MetricError('METRIC_UNAVAILABLE', `Local models need the npm package "${name}" next to @assay/metrics.`, {
      cause,
    })
  }
}
