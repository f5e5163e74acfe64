import type { ModelSpec, Task } from '@assay/schemas'
import type { Input } from './input.ts'
import type { LocalModels } from './local/local-models.ts'

/** The specs that are models to call; predictions in a column of the dataset are read, not asked for. */
export type CallableSpec = Exclude<ModelSpec, { provider: 'dataset' }>

export type ProviderName = CallableSpec['provider']

export type SpecOf<Name extends ProviderName> = CallableSpec extends infer Spec
  ? Spec extends { readonly provider: string }
    ? Name extends Spec['provider']
      ? Spec
      : never
    : never
  : never

export interface PredictionRequest {
  readonly input: Input
  /** Texts of further columns that the prompt names. */
  readonly fields?: Readonly<Record<string, string>>
  readonly task: Task
  /** 0-based number of the repeat. */
  readonly repeat: number
  /** 0 to 2³² − 1. */
  readonly seed: number
}

/** Why a model stopped writing; `length` means that the output is cut off. */
export type FinishReason = 'stop' | 'length' | 'content-filter' | 'other'

export interface Prediction {
  readonly output: string
  /** What the model thought apart from its output; `null`: nothing that it told. */
  readonly reasoning: string | null
  /** `null` where the endpoint does not say. */
  readonly input_tokens: number | null
  readonly output_tokens: number | null
  /** How many of the output tokens were thought and not said. */
  readonly reasoning_tokens: number | null
  /** In the currency of the spec's price; `null` without a price or without tokens. */
  readonly cost: number | null
  /** Of the successful call alone, without retries and waiting. */
  readonly latency_ms: number
  readonly finish_reason: FinishReason
  /** Which model answered, as the endpoint says; `null`: it does not. */
  readonly served_model: string | null
  readonly system_fingerprint: string | null
  /** How it was asked in another way than its spec says; see `adaptationNotice`. */
  readonly adaptations: readonly string[]
  /** When the answer was given, as ISO 8601 in UTC; `null`: nobody noted it. */
  readonly answered_at: string | null
}

/** A piece of an answer that is still being given. */
export interface PredictionPart {
  /** `reasoning` is no part of the output. */
  readonly type: 'text' | 'reasoning'
  readonly text: string
}

/** How many calls to a model may be under way: `cpu` models compute in this thread, one at a time. */
type Concurrency = 'cpu' | { readonly initial: number; readonly max: number }

export interface Model {
  readonly concurrency: Concurrency
  /** Whether the same request has the same answer on every machine. */
  readonly deterministic: boolean
  /** How long to wait for it while every call fails alike, in milliseconds; absent: not at all. */
  readonly outage_ms?: number
  /** Whether answers are worth keeping: `false` where computing is cheaper than looking up. */
  readonly cacheable: boolean
  /**
   * All that the answer depends on besides repeat and seed, as JSON: provider, address, model, revision, parameters and
   * the full prompt. Never a key.
   */
  identity(request: PredictionRequest): unknown
  /**
   * Asks once: no retry, no cache, no limit. Models that answer piece by piece tell `onPart` the pieces; others do not,
   * and of those that do the whole counts.
   *
   * @throws PredictionError when this example gets no answer; it knows whether to ask again.
   * @throws DomainError when no example can get one, for example `URL_REFUSED`.
   */
  predict(
    request: PredictionRequest,
    signal?: AbortSignal,
    onPart?: (part: PredictionPart) => void,
  ): Promise<Prediction>
}

export interface ProviderContext {
  readonly api_key?: string
  /** See `createModelFetch`. */
  readonly fetch: typeof globalThis.fetch
  /** Where local models are computed; absent: nowhere here. */
  readonly local?: LocalModels
}

/** A fault of a spec. */
export interface Problem {
  readonly path: string
  readonly message: string
}

export interface Provider<Spec extends CallableSpec = CallableSpec> {
  /** Whether its models need no network. */
  readonly offline: boolean
  /** Faults of a spec that its schema does not find; those of its prompt where the columns of the dataset are known. */
  problems(spec: Spec, columns?: readonly string[]): readonly Problem[]
  /** The columns that its prompts take from the dataset, and whether the input is among what they take. */
  needs(spec: Spec, columns: readonly string[]): { readonly input: boolean; readonly columns: readonly string[] }
  /** Makes a model; opens no connection. */
  open(spec: Spec, context: ProviderContext): Model
}
