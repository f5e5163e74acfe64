import type { Answer } from '@assay/models'
import { DomainError } from '@assay/schemas'
import { FailureCount } from './failures.ts'

interface FailureLimit {
  readonly examples: number
  readonly max_failed_ratio: number
}

/** How many examples that failed are told one by one. */
const mostNamed = 100

export class InferenceTotals {
  readonly #failures = new FailureCount()
  readonly #failing: { readonly example: number; readonly reason: string }[] = []
  #examples = 0
  #cached = 0
  #tokens = { input: 0, output: 0 }
  #cost = 0
  #latency_ms = 0

  /** Throws TOO_MANY_EXAMPLES_FAILED as soon as the remaining examples cannot change that any more. */
  add(answer: Answer, limit: FailureLimit): void {
    this.#examples += 1
    if (answer.error !== null) this.#addFailure(answer.example, answer.error)
    if (answer.cached) this.#cached += 1
    this.#tokens.input += answer.input_tokens ?? 0
    this.#tokens.output += answer.output_tokens ?? 0
    this.#cost += answer.cost ?? 0
    this.#latency_ms += answer.latency_ms ?? 0
    this.#check(limit)
  }

  #addFailure(example: number, reason: string): void {
    this.#failures.add(reason)
    if (this.#failing.length < mostNamed) this.#failing.push({ example, reason })
  }

  #check({ examples, max_failed_ratio }: FailureLimit): void {
    const { total: failed, reasons } = this.#failures
    if (failed <= max_failed_ratio * examples) return
    throw new DomainError('TOO_MANY_EXAMPLES_FAILED', {
      failed,
      total: examples,
      first_reason: reasons[0]?.reason ?? '',
      examples: [...this.#failing],
    })
  }

  get result(): Record<string, unknown> {
    const answered = this.#examples - this.#failures.total
    return {
      examples: this.#examples,
      failed: this.#failures.total,
      failures: this.#failures.reasons,
      cached: this.#cached,
      input_tokens: this.#tokens.input,
      output_tokens: this.#tokens.output,
      cost: this.#cost,
      mean_latency_ms: answered === 0 ? null : this.#latency_ms / answered,
    }
  }
}
