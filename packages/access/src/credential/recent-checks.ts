const atMost = 10_000

interface Checked {
  /** Until when it counts, in milliseconds of the epoch; absent: for ever. */
  readonly until?: number | undefined
}

/** Remembers for a while which checks went well, never longer than `until`; those that failed are made again. */
export class RecentChecks<Result extends Checked> {
  readonly #results = new Map<string, { readonly result: Promise<Result>; readonly until: number }>()
  readonly #seconds: number

  constructor({ seconds }: { readonly seconds: number }) {
    this.#seconds = seconds
  }

  /** The result of the check of this name, made or under way; otherwise makes it. */
  async recall(name: string, check: () => Promise<Result>): Promise<Result> {
    const known = this.#results.get(name)
    if (known && known.until > performance.now()) {
      const result = await known.result
      if (result.until === undefined || result.until > Date.now()) return result
    }
    if (this.#results.size >= atMost) this.#results.clear()
    const result = check()
    const entry = { result, until: performance.now() + this.#seconds * 1000 }
    this.#results.set(name, entry)
    result.catch(() => this.#results.get(name) === entry && this.#results.delete(name))
    return result
  }

  clear(): void {
    this.#results.clear()
  }
}
