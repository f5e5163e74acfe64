import { type Answer, adaptationNotice, emptyInput } from '@assay/models'
import { DomainError, type InferenceResult } from '@assay/schemas'
import { AnsweredBy } from './answered-by.ts'
import { FailureCount } from './failures.ts'

interface FailureLimit {
  readonly examples: number
  readonly max_failed_ratio: number
}

/** How many examples that failed are told one by one. */
const mostNamed = 100

export class InferenceTotals {
  readonly #began_ms = Date.now()
  readonly #failures = new FailureCount()
  readonly #failing: { readonly example: number; readonly reason: string }[] = []
  #examples = 0
  #withoutInput = 0
  #cached = 0
  #reused = 0
  #tokens = { input: 0, output: 0 }
  #cost = 0
  #latency_ms = 0
  #cut_off = 0
  #reasoned = 0
  #answered_ms = { oldest: Number.POSITIVE_INFINITY, newest: Number.NEGATIVE_INFINITY }
  readonly #answeredBy = new AnsweredBy()
  readonly #adaptations = new Set<string>()

  /** Throws TOO_MANY_EXAMPLES_FAILED as soon as the remaining examples cannot change that any more. */
  add(answer: Answer, limit: FailureLimit): void {
    this.#examples += 1
    if (answer.error === emptyInput) this.#withoutInput += 1
    else if (answer.error !== null) this.#addFailure(answer.example, answer.error)
    if (answer.cached) this.#cached += 1
    this.#tokens.input += answer.input_tokens ?? 0
    this.#tokens.output += answer.output_tokens ?? 0
    this.#cost += answer.cost ?? 0
    this.#latency_ms += answer.latency_ms ?? 0
    this.#addOrigin(answer)
    this.#check(limit)
  }

  #addOrigin(answer: Answer): void {
    if (answer.finish_reason === 'length') this.#cut_off += 1
    if (answer.reasoning !== null) this.#reasoned += 1
    for (const adaptation of answer.adaptations ?? []) this.#adaptations.add(adaptation)
    this.#answeredBy.add(answer)
    if (answer.answered_at === null) return
    const answered_ms = Date.parse(answer.answered_at)
    if (answered_ms < this.#began_ms) this.#reused += 1
    const { oldest, newest } = this.#answered_ms
    this.#answered_ms = { oldest: Math.min(oldest, answered_ms), newest: Math.max(newest, answered_ms) }
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
      max_failed_ratio,
      failures: reasons,
      examples: [...this.#failing],
    })
  }

  get result(): InferenceResult {
    const answered = this.#examples - this.#withoutInput - this.#failures.total
    return {
      examples: this.#examples - this.#withoutInput,
      without_input: this.#withoutInput,
      failed: this.#failures.total,
      failures: this.#failures.reasons,
      cached: this.#cached,
      reused_answers: this.#reused,
      oldest_answer_at: timeOf(this.#answered_ms.oldest),
      newest_answer_at: timeOf(this.#answered_ms.newest),
      cut_off: this.#cut_off,
      reasoned: this.#reasoned,
      served_by: this.#answeredBy.all,
      notices: this.#notices,
      input_tokens: this.#tokens.input,
      output_tokens: this.#tokens.output,
      cost: this.#cost,
      mean_latency_ms: answered === 0 ? null : this.#latency_ms / answered,
    }
  }

  get #notices(): string[] {
    const notices = [
      this.#cut_off > 0 && `${answers(this.#cut_off)} cut off (finish_reason "length") and scored all the same.`,
      this.#reasoned > 0 && `${answers(this.#reasoned)} preceded by reasoning, which is kept apart and not scored.`,
      ...[...this.#adaptations].map(adaptationNotice),
      this.#answeredBy.notice,
    ]
    return notices.filter((notice) => typeof notice === 'string')
  }
}

function timeOf(milliseconds: number): string | null {
  return Number.isFinite(milliseconds) ? new Date(milliseconds).toISOString() : null
}

function answers(count: number): string {
  return count === 1 ? '1 answer was' : `${count} answers were`
}
