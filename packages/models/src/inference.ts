import type { Task } from '@assay/schemas'
import type { Clock } from './clock.ts'
import type { ModelCallCache } from './model-call-cache.ts'
import type { Model, Prediction } from './provider.ts'
import type { RetryPolicy } from './retry.ts'

export interface Example {
  readonly example: number
  /** As the dataset holds it; see `toInput`. */
  readonly input: unknown
  /** Texts of further columns, by name. */
  readonly fields?: Readonly<Record<string, string>>
}

/** What is known of a prediction, also when `cached` of the original call; `null` throughout when there is none. */
type Told = { readonly [Fact in keyof Prediction]: Prediction[Fact] | null }

export interface Answer extends Told {
  readonly example: number
  readonly repeat: number
  readonly error: string | null
  /** Whether the answer cost nothing now: it was known, or an equal prompt was being asked. */
  readonly cached: boolean
}

/** Counted when an answer arrives, which may be before it is yielded. */
export interface InferenceProgress {
  readonly done: number
  readonly failed: number
  readonly cached: number
  /** Why nothing is asked at present; `null`: it goes on. */
  readonly waiting_for: string | null
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
