import type { Task } from '@assay/schemas'
import type { Clock } from './clock.ts'
import type { ModelCallCache } from './model-call-cache.ts'
import type { Model } from './provider.ts'
import type { RetryPolicy } from './retry.ts'

export interface Example {
  readonly example: number
  readonly input: string
}

export interface Answer {
  readonly example: number
  readonly repeat: number
  readonly output: string | null
  readonly error: string | null
  readonly input_tokens: number | null
  readonly output_tokens: number | null
  /** Of the original call, also when `cached`. */
  readonly cost: number | null
  readonly latency_ms: number | null
  /** Whether the answer cost nothing now: it was known, or an equal prompt was being asked. */
  readonly cached: boolean
}

/** Counted when an answer arrives, which may be before it is yielded. */
export interface InferenceProgress {
  readonly done: number
  readonly failed: number
  readonly cached: number
}

export interface Inference {
  readonly model: Model
  readonly task: Task
  readonly examples: AsyncIterable<Example> | Iterable<Example>
  /** 0-based number of the repeat; repeats are cached apart. */
  readonly repeat: number
  /** 0 to 2³² − 1. */
  readonly seed: number
  /** Absent: every example is asked for. */
  readonly cache?: ModelCallCache
  /** Ends the inference, calls under way included. */
  readonly signal?: AbortSignal
  readonly on_progress?: (progress: InferenceProgress) => void
  readonly retry?: Partial<RetryPolicy>
  /** For tests; the machine's clock unless given. */
  readonly clock?: Clock
}
