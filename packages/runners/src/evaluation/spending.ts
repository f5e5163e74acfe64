import type { Model, ModelCallCache, Prediction } from '@assay/models'
import { type ClaimedJob, DomainError } from '@assay/schemas'
import type { EvaluationStore } from './evaluation-store.ts'

interface Asking {
  readonly job: ClaimedJob
  readonly model: Model
  /** Absent: answers are not kept. */
  readonly cache?: ModelCallCache | undefined
  readonly signal: AbortSignal
}

/** What `infer` asks, and where answers are kept. */
export interface Asked {
  readonly model: Model
  readonly cache?: ModelCallCache
}

/**
 * Counts what a job spends on its model. When the budget of its run is spent, it begins no more calls, and throws
 * BUDGET_REACHED once those under way are answered and kept, so that nothing which was paid for is lost.
 */
export async function keepToBudget(
  { spend }: Pick<EvaluationStore, 'spend'>,
  { job, model, cache, signal }: Asking,
): Promise<Asked> {
  const nothing = { cost: 0, tokens: 0, seconds: 0 }
  let left = await spend(job, nothing, signal)
  if (left === null) return { model, ...(cache && { cache }) }
  let counted_ms = performance.now()
  const open = new OpenCalls()

  async function count({ cost, input_tokens, output_tokens }: Prediction): Promise<void> {
    const now_ms = performance.now()
    const seconds = (now_ms - counted_ms) / 1000
    counted_ms = now_ms
    const tokens = (input_tokens ?? 0) + (output_tokens ?? 0)
    const still = await spend(job, { cost: cost ?? 0, tokens, seconds }, signal)
    left = left !== false && still !== false
  }

  return {
    model: {
      ...ownOf(model),
      async predict(...asked) {
        if (left === false) {
          await open.ended()
          throw new DomainError('BUDGET_REACHED', {})
        }
        open.add()
        try {
          const prediction = await model.predict(...asked)
          await count(prediction)
          // the call is over once its answer is kept
          if (!cache) open.remove()
          return prediction
        } catch (error) {
          open.remove()
          throw error
        }
      },
    },
    ...(cache && {
      cache: {
        getMany: (keys) => cache.getMany(keys),
        async put(key, prediction) {
          try {
            await cache.put(key, prediction)
          } finally {
            open.remove()
          }
        },
      },
    }),
  }
}

function ownOf(model: Model): Omit<Model, 'predict'> {
  const { concurrency, deterministic, outage_ms, cacheable } = model
  return {
    ...{ concurrency, deterministic, cacheable, ...(outage_ms !== undefined && { outage_ms }) },
    identity: (request) => model.identity(request),
  }
}

class OpenCalls {
  readonly #waiting: (() => void)[] = []
  #count = 0

  add(): void {
    this.#count += 1
  }

  remove(): void {
    this.#count -= 1
    if (this.#count === 0) for (const end of this.#waiting.splice(0)) end()
  }

  async ended(): Promise<void> {
    if (this.#count > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }
}
