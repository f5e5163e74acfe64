import { MetricError } from '../metric-error.ts'
import { type Label, sortedLabels } from './confusion-matrix.ts'

/** What the difference of two ratings means. */
export type RatingLevel = 'nominal' | 'ordinal' | 'interval' | 'ratio'

/**
 * Krippendorff's α = 1 − Dₒ/Dₑ, the agreement of any number of raters beyond chance, at most 1, ratings missing or not.
 *
 * δ² of two ratings: `nominal` 0 or 1; `ordinal` (Σ of the frequencies from one to the other − half of those two)²;
 * `interval` (v − w)²; `ratio` ((v − w)/(v + w))², 0 where v + w = 0. Units with fewer than two ratings do not count.
 * Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011); equal to the Python package
 * `krippendorff`. NaN where no unit has two ratings or all ratings are the same.
 *
 * @param ratings one list per rater, one entry per unit, null where missing
 * @throws MetricError `LENGTHS_DIFFER`; `NOT_FINITE`; `RATING_INVALID` for a string at another level than `nominal`
 * @example
 * krippendorffAlpha([[1, 2, null], [1, 2, 3]], 'ordinal')
 */
export function krippendorffAlpha(ratings: readonly (readonly (Label | null)[])[], level: RatingLevel): number {
  const units = byUnit(ratings)
  const values = sortedLabels(units.flat())
  if (level !== 'nominal' && values.some((value) => typeof value === 'string')) {
    throw new MetricError('RATING_INVALID', `Ratings at the ${level} level are numbers.`)
  }
  const coincidences = coincidencesOf(units, values)
  const frequencies = coincidences.map((row) => row.reduce((sum, count) => sum + count, 0))
  const total = frequencies.reduce((sum, count) => sum + count, 0)
  const distance = distances[level](values.map(Number), frequencies)
  let [observed, expected] = [0, 0]
  coincidences.forEach((row, i) => {
    row.forEach((count, j) => {
      if (i === j) return
      observed += count * distance(i, j)
      expected += ((frequencies[i] ?? 0) * (frequencies[j] ?? 0) * distance(i, j)) / (total - 1)
    })
  })
  return expected === 0 ? Number.NaN : 1 - observed / expected
}

/** The ratings of each unit that has at least two. */
function byUnit(ratings: readonly (readonly (Label | null)[])[]): Label[][] {
  const units = Array.from({ length: ratings[0]?.length ?? 0 }, (): Label[] => [])
  for (const rater of ratings) {
    if (rater.length !== units.length) {
      throw new MetricError('LENGTHS_DIFFER', 'Every rater needs one entry per unit, null where missing.')
    }
    rater.forEach((rating, unit) => {
      if (rating !== null) units[unit]?.push(rating)
    })
  }
  return units.filter((unit) => unit.length > 1)
}

/** How often two values are paired within units, each unit weighing as many as it has ratings. */
function coincidencesOf(units: readonly Label[][], values: readonly Label[]): number[][] {
  const index = new Map(values.map((value, i) => [value, i]))
  const pairs = values.map(() => new Array<number>(values.length).fill(0))
  for (const unit of units) {
    const counts = new Array<number>(values.length).fill(0)
    for (const rating of unit) counts[index.get(rating) ?? -1] = (counts[index.get(rating) ?? -1] ?? 0) + 1
    counts.forEach((count, i) => {
      counts.forEach((other, j) => {
        const row = pairs[i]
        if (row !== undefined) row[j] = (row[j] ?? 0) + (count * (other - (i === j ? 1 : 0))) / (unit.length - 1)
      })
    })
  }
  return pairs
}

type Distance = (i: number, j: number) => number

const distances = {
  nominal: () => () => 1,
  ordinal: (_values, frequencies) => (i, j) => {
    const between = frequencies.slice(Math.min(i, j), Math.max(i, j) + 1).reduce((sum, count) => sum + count, 0)
    return (between - ((frequencies[i] ?? 0) + (frequencies[j] ?? 0)) / 2) ** 2
  },
  interval: (values) => (i, j) => ((values[i] ?? 0) - (values[j] ?? 0)) ** 2,
  ratio: (values) => (i, j) => {
    const [v = 0, w = 0] = [values[i], values[j]]
    return v + w === 0 ? 0 : ((v - w) / (v + w)) ** 2
  },
} satisfies Record<RatingLevel, (values: readonly number[], frequencies: readonly number[]) => Distance>
