import { seededRandom } from '@assay/metrics'

/** What is drawn from a seed. */
export interface Drawn {
  /** A whole number from the least to the most. */
  whole(least: number, most: number): number
  /** Whether something happens that happens so often. */
  happens(share: number): boolean
  /** Some of a list, in a drawn order. */
  some<Item>(items: readonly Item[], count: number): Item[]
}

/** Draws from a seed, the same each time. */
export function drawFrom(seed: number): Drawn {
  const random = seededRandom(seed)
  const whole = (least: number, most: number) => least + random.integer(most - least + 1)
  return {
    whole,
    happens: (share) => random.uniform() < share,
    some(items, count) {
      const left = [...items]
      return Array.from({ length: Math.min(count, items.length) }, () =>
        left.splice(whole(0, left.length - 1), 1),
      ).flat()
    },
  }
}
