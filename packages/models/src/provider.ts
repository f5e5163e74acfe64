import type { ModelSpec, Task } from '@assay/schemas'

/** The specs that are models to call; predictions in a column of the dataset are read, not asked for. */
export type CallableSpec = Exclude<ModelSpec, { provider: 'dataset' }>

export type ProviderName = CallableSpec['provider']

export type SpecOf<Name extends ProviderName> = Extract<CallableSpec, { provider: Name }>

export interface PredictionRequest {
  readonly input: string
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
  /** `null` where the endpoint does not say. */
  readonly input_tokens: number | null
  readonly output_tokens: number | null
  /** In the currency of the spec's price; `null` without a price or without tokens. */
  readonly cost: number | null
  /** Of the successful call alone, without retries and waiting. */
  readonly latency_ms: number
  readonly finish_reason: FinishReason
}

/** How many calls to a model may be under way: `cpu` models compute in this thread, one at a time. */
type Concurrency = 'cpu' | { readonly initial: number; readonly max: number }

export interface Model {
  readonly concurrency: Concurrency
  /** Whether the same request has the same answer on every machine. */
  readonly deterministic: boolean
  /** Whether answers are worth keeping: `false` where computing is cheaper than looking up. */
  readonly cacheable: boolean
  /**
   * All that the answer depends on besides repeat and seed, as JSON: provider, address, model, revision, parameters and
   * the full prompt. Never a key.
   */
  identity(request: PredictionRequest): unknown
  /**
   * Asks once: no retry, no cache, no limit.
   *
   * @throws PredictionError when this example gets no answer; it knows whether to ask again.
   * @throws DomainError when no example can get one, for example `URL_REFUSED`.
   */
  predict(request: PredictionRequest, signal?: AbortSignal): Promise<Prediction>
}

export interface ProviderContext {
  readonly api_key?: string
  /** See `createModelFetch`. */
  readonly fetch: typeof globalThis.fetch
}

export interface Provider<Spec extends CallableSpec = CallableSpec> {
  /** Whether its models need no network. */
  readonly offline: boolean
  /** Faults of a spec that its schema does not find. */
  problems(spec: Spec): readonly { readonly path: string; readonly message: string }[]
  /** Makes a model; opens no connection. */
  open(spec: Spec, context: ProviderContext): Model
}
