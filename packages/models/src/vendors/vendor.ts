import type { LanguageModelV4, SharedV4ProviderOptions } from '@ai-sdk/provider'
import type { Completion } from '../openai-compatible/completion.ts'
import type { SpecOf } from '../provider.ts'

export type VendorSpec = SpecOf<'openai'>

/** What a call goes through; without a key none is sent. */
interface VendorConnection {
  readonly baseURL: string
  readonly apiKey: string
  readonly fetch: typeof globalThis.fetch
}

/** Somebody who serves models under an API that a package of the AI SDK speaks. */
export interface Vendor {
  readonly base_url: string
  /** Whether its models take a number of tokens to think. */
  readonly takes_budget: boolean
  /** Loads the package, which a process that asks nobody else does not pay for. */
  connect(spec: VendorSpec, connection: VendorConnection): Promise<LanguageModelV4>
  /** Settings that it alone has, in the words of its package. */
  options?(spec: VendorSpec): SharedV4ProviderOptions
  /** Reads an answer where we read it better than the package; undefined for what is none. */
  read?(body: unknown): Completion | undefined
  /** What the package takes for no answer, though it is one. */
  mend?(body: unknown): unknown
}
