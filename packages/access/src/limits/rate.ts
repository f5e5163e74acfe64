import { DomainError } from '@assay/schemas'
import type { RateLimiterAbstract } from 'rate-limiter-flexible'
import { type CountsIn, inMemory } from './counts.ts'

export interface RateRule {
  /** Keeps the counts of this rule apart from those of others. */
  readonly name: string
  /** What there are too many of, for the error. */
  readonly what: string
  readonly times: number
  readonly seconds: number
}

/** Counts under each name, in windows that begin with its first count; in memory unless told otherwise. */
export class Rate {
  readonly #what: string
  readonly #times: number
  readonly #counts: RateLimiterAbstract

  constructor({ name, what, times, seconds }: RateRule, countsIn: CountsIn = inMemory) {
    this.#what = what
    this.#times = times
    this.#counts = countsIn({ keyPrefix: name, points: times, duration: seconds })
  }

  /** Throws LIMIT_REACHED beyond `times`, by default those of the rule; what is refused does not count. */
  async count(name: string, times = this.#times): Promise<void> {
    const { consumedPoints, msBeforeNext } = await this.#counts.penalty(name)
    if (consumedPoints <= times) return
    await this.forget(name)
    throw this.#reached(msBeforeNext)
  }

  /** Throws LIMIT_REACHED where one more would be too many; counts nothing. */
  async check(name: string): Promise<void> {
    const counted = await this.#counts.get(name)
    if (counted && counted.consumedPoints >= this.#times) throw this.#reached(counted.msBeforeNext)
  }

  /** Takes one back that turned out not to count. */
  async forget(name: string): Promise<void> {
    await this.#counts.reward(name)
  }

  #reached(msBeforeNext: number): DomainError {
    const retry_after_seconds = Math.max(1, Math.ceil(msBeforeNext / 1000))
    return new DomainError('LIMIT_REACHED', { what: this.#what, retry_after_seconds })
  }
}
