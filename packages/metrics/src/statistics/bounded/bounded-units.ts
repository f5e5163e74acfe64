import { type Clusters, toUnits } from '../sample/clusters.ts'
import { mean } from '../sample/moments.ts'
import { type PowerSums, powerSums, turned } from './power-sums.ts'

/** Independent units (examples, or clusters as totals and sizes) of values that cannot lie below `least`. */
export interface BoundedUnits {
  readonly totals: Float64Array
  /** What totals are to be multiplied by. */
  readonly factor: number
  readonly sizes: Float64Array
  readonly least: number
  /** The greatest of the values. */
  readonly greatest: number
  /** Size of the one more unit that is reckoned with: as large as any that was seen. */
  readonly unseen: number
  /** Of many values that are units of their own; null: of others. */
  readonly powers: PowerSums | null
}

/** From how many values on it is quicker to sum their powers once. */
const many = 100

/** The two ends between which values lie; those that lie outside move them. */
interface Bounds {
  readonly least: number
  readonly greatest: number
}

/** The same units seen from both ends, in a unit in which neither end is beyond ±1. */
interface FromBothEnds {
  readonly unit: number
  readonly fromBelow: BoundedUnits
  /** With all signs turned. */
  readonly fromAbove: BoundedUnits
}

export function boundedUnits(values: Float64Array, bounds: Bounds, clusters?: Clusters): FromBothEnds {
  const { totals, sizes } = toUnits(values, clusters)
  const seen = endsOf(values)
  const [least, greatest] = [Math.min(bounds.least, seen.least), Math.max(bounds.greatest, seen.greatest)]
  const unit = Math.max(Math.abs(least), Math.abs(greatest))
  const unseen = clusters === undefined ? 1 : endsOf(sizes).greatest
  const isMany = clusters === undefined && values.length >= many
  const powers = isMany ? powerSums(values, 1 / unit, mean(values) / unit) : null
  const shared = { totals, sizes, unseen }
  return {
    unit,
    fromBelow: { ...shared, factor: 1 / unit, least: least / unit, greatest: seen.greatest / unit, powers },
    fromAbove: {
      ...shared,
      factor: -1 / unit,
      least: -greatest / unit,
      greatest: -seen.least / unit,
      powers: powers && turned(powers),
    },
  }
}

function endsOf(values: Float64Array): Bounds {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return { least, greatest }
}
