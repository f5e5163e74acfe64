import { Buffer32 } from './buffer.ts'
import { PairTable } from './pair-table.ts'
import type { TokenList } from './token-list.ts'

/**
 * Counts n-grams that a hypothesis shares with its references.
 *
 * An n-gram is the number of its first n−1 tokens paired with its last token, so every order costs one look-up in a
 * hash table of integers. Orders run one after the other over the same scratch memory.
 */
export class NgramMatcher {
  readonly #table = new PairTable()
  readonly #limitBuffer = new Buffer32()
  readonly #countBuffer = new Buffer32()
  readonly #ownerBuffer = new Buffer32()
  readonly #hypothesisBuffer = new Buffer32()
  readonly #referenceBuffer = new Buffer32()
  #limits = new Int32Array(0)

  /**
   * Writes into `matches[n-1]` how many n-grams of `hypothesis` occur in `references`, for n = 1 … `orders`;
   * each n-gram at most as often as in the reference that has most of it.
   */
  count(hypothesis: TokenList, references: readonly TokenList[], orders: number, matches: Int32Array): void {
    matches.fill(0, 0, orders)
    const total = references.reduce((sum, reference) => sum + reference.length, 0)
    const hypothesisIds = this.#hypothesisBuffer.take(hypothesis.length).fill(0, 0, hypothesis.length)
    const referenceIds = this.#referenceBuffer.take(total).fill(0, 0, total)
    for (let order = 1; order <= orders; order++) {
      this.#learn(references, referenceIds, total, order)
      const found = this.#match(hypothesis, hypothesisIds, order)
      if (found === 0) return
      matches[order - 1] = found
    }
  }

  /** Like `count` against one reference, but every n-gram that is there counts as often as the hypothesis has it. */
  occurrences(hypothesis: TokenList, reference: TokenList, matches: Int32Array): void {
    matches.fill(0)
    const { length } = reference
    const hypothesisIds = this.#hypothesisBuffer.take(hypothesis.length).fill(0, 0, hypothesis.length)
    const referenceIds = this.#referenceBuffer.take(length).fill(0, 0, length)
    for (let order = 1; order <= matches.length; order++) {
      this.#learn([reference], referenceIds, length, order)
      this.#limits.fill(hypothesis.length, 0, length)
      matches[order - 1] = this.#match(hypothesis, hypothesisIds, order)
    }
  }

  #learn(references: readonly TokenList[], ids: Int32Array, total: number, order: number): void {
    this.#table.reset(total)
    this.#limits = this.#limitBuffer.take(total)
    const counts = this.#countBuffer.take(total)
    const owners = this.#ownerBuffer.take(total)
    let offset = 0
    references.forEach((reference, owner) => {
      this.#learnOne(reference, ids.subarray(offset, offset + reference.length), order, { counts, owners, owner })
      offset += reference.length
    })
  }

  #learnOne(
    { ids: tokens, length }: TokenList,
    ids: Int32Array,
    order: number,
    { counts, owners, owner }: { counts: Int32Array; owners: Int32Array; owner: number },
  ): void {
    const table = this.#table
    const limits = this.#limits
    for (let at = 0; at + order <= length; at++) {
      const known = table.size
      const id = table.add(ids[at] ?? 0, tokens[at + order - 1] ?? 0)
      ids[at] = id
      if (id === known) limits[id] = 0
      if (id === known || owners[id] !== owner) {
        counts[id] = 0
        owners[id] = owner
      }
      const count = (counts[id] ?? 0) + 1
      counts[id] = count
      if (count > (limits[id] ?? 0)) limits[id] = count
    }
  }

  #match({ ids: tokens, length }: TokenList, ids: Int32Array, order: number): number {
    const table = this.#table
    const limits = this.#limits
    let found = 0
    for (let at = 0; at + order <= length; at++) {
      const prefix = ids[at] ?? -1
      if (prefix < 0) continue
      const id = table.find(prefix, tokens[at + order - 1] ?? 0)
      ids[at] = id
      if (id < 0) continue
      const left = limits[id] ?? 0
      if (left === 0) continue
      limits[id] = left - 1
      found++
    }
    return found
  }
}
