import { createRequire } from 'node:module'
import { join } from 'node:path'

export const transformersPackage = '@huggingface/transformers'

/** Where the optional package lies that computes local models: in their folder, or next to this one. */
export function locateTransformers(directory: string | undefined): string | undefined {
  const places = [...(directory === undefined ? [] : [join(directory, 'package.json')]), import.meta.url]
  for (const place of places) {
    try {
      return createRequire(place).resolve(transformersPackage)
    } catch {
      // not there
    }
  }
  return undefined
}

export interface Tensor {
  readonly dims: readonly number[]
  tolist(): bigint[][]
}

type Inputs = Readonly<Record<string, Tensor>>

/** What is used of a tokenizer. */
export interface Tokenizer {
  (text: string, options: { readonly truncation: boolean; readonly add_special_tokens?: boolean }): Inputs
  readonly chat_template?: string | null
  apply_chat_template(
    messages: readonly object[],
    options: { readonly tokenize: false; readonly add_generation_prompt: true },
  ): string
  decode(ids: readonly bigint[], options: { readonly skip_special_tokens: true }): string
  /** Of those that are told between which languages they translate. */
  _build_translation_inputs?(
    text: string,
    options: { readonly truncation: boolean },
    settings: Record<string, unknown>,
  ): Inputs
}

/** What is used of a network. */
export interface Network {
  readonly config: {
    readonly is_encoder_decoder?: boolean
    readonly eos_token_id?: number | readonly number[] | null
    readonly task_specific_params?: Readonly<Record<string, { readonly prefix?: string }>> | null
  }
  readonly generation_config?: { readonly eos_token_id?: number | readonly number[] | null } | null
  generate(options: Readonly<Record<string, unknown>>): Promise<Tensor>
}

interface AutoClass<Made> {
  from_pretrained(name: string, options?: object): Promise<Made>
}

/** What is used of the package. */
export interface Transformers {
  readonly AutoTokenizer: AutoClass<Tokenizer>
  readonly AutoModelForSeq2SeqLM: AutoClass<Network>
  readonly AutoModelForCausalLM: AutoClass<Network>
  readonly random: { seed(seed: number): void }
  readonly env: { allowRemoteModels: boolean; allowLocalModels: boolean; localModelPath: string; useFSCache: boolean }
}
