const most = 5
const mostKept = 1_000

/** Counts reasons of failure; after a thousand different ones, all new ones are counted as one. */
export class FailureCount {
  #counts = new Map<string, number>()
  #total = 0

  add(reason: string): void {
    this.#total += 1
    const key = this.#counts.has(reason) || this.#counts.size < mostKept ? reason : 'Another reason.'
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  get total(): number {
    return this.#total
  }

  /** The most frequent reasons, at most five. */
  get reasons(): { reason: string; examples: number }[] {
    return [...this.#counts]
      .map(([reason, examples]) => ({ reason, examples }))
      .toSorted((a, b) => b.examples - a.examples)
      .slice(0, most)
  }
}
