import { normalCdf, normalQuantile } from '../distributions/normal.ts'
import type { BoundedUnits } from './bounded-units.ts'
import type { PowerSums } from './power-sums.ts'
import { solveTilt, type Tilted } from './tilt.ts'

/**
 * The p-value of "the mean is at most `mean`" for values with a least possible one: the probability that the mean of
 * the sample and one more value, the least possible, weighted at random (as likely one way as any other), is at most
 * that. For scores of two values it is the exact binomial one, and Student's in the limit of many examples; the one
 * more stands for what was not seen.
 *
 * Source: N. Gaffke, Mathematical Methods of Statistics 14 (2005); M. Phan, P. Thomas, E. Learned-Miller, ICML 2021. By
 * the saddlepoint approximation of O. E. Barndorff-Nielsen, Biometrika 73 (1986), within about 1 % of the exact value.
 */
export function lowerP(units: BoundedUnits, mean: number): number {
  return normalCdf(placeOf(units, mean).place)
}

/** The mean of which `lowerP` is `alpha`: the lower end of an interval. */
export function lowerBound(units: BoundedUnits, alpha: number): number {
  const aim = normalQuantile(alpha)
  const { centre, error, highest } = startOf(units)
  let [low, high] = [units.least, highest]
  if (!(high > low)) return low
  const within = (value: number) => (value > low && value < high ? value : (low + high) / 2)
  let mean = within(centre + aim * error)
  let tilt = 0
  for (let step = 0; step < 100; step++) {
    const found = placeOf(units, mean, tilt)
    if (found.place > aim) high = mean
    else low = mean
    const next = within(mean + (aim - found.place) / found.slope)
    const length = Math.abs(next - mean)
    tilt = found.tilt + found.drift * (next - mean)
    mean = next
    if (length <= 1e-10 * error || high - low <= 1e-13 * (highest - units.least)) break
  }
  return mean
}

interface Place {
  /** The normal quantile of the probability. */
  readonly place: number
  /** How fast it moves with the mean. */
  readonly slope: number
  readonly tilt: number
  /** How fast the tilt moves with the mean. */
  readonly drift: number
}

/** Nearer to the centre, the difference of two nearly equal numbers says less than its limit. */
const central = 1e-3

function placeOf(units: BoundedUnits, mean: number, start = 0): Place {
  const found = solveTilt(units, mean, start)
  if (found === null) {
    const place = mean > units.least ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
    return { place, slope: Number.NaN, tilt: 0, drift: 0 }
  }
  const { tilt, second, sizes, squaredSizes } = found
  const drift = squaredSizes / second
  const root = Math.sign(tilt) * Math.sqrt(Math.max(0, -2 * found.cumulant))
  if (Math.abs(root) < central) return { place: skewOf(found), slope: sizes / Math.sqrt(second), tilt, drift }
  return { place: root + Math.log((tilt * Math.sqrt(second)) / root) / root, slope: (tilt * sizes) / root, tilt, drift }
}

function skewOf({ second, third }: Tilted): number {
  return third / (3 * second ** 1.5)
}

function startOf({ totals, factor, sizes, least, greatest, unseen, powers }: BoundedUnits) {
  if (powers !== null) return startOfMany(powers, { least, highest: greatest })
  let [total, size, highest] = [unseen * least, unseen, least]
  for (let i = 0; i < totals.length; i++) {
    total += factor * (totals[i] ?? 0)
    size += sizes[i] ?? 0
    highest = Math.max(highest, (factor * (totals[i] ?? 0)) / (sizes[i] ?? 1))
  }
  const centre = total / size
  let squares = (unseen * (least - centre)) ** 2
  for (let i = 0; i < totals.length; i++) squares += (factor * (totals[i] ?? 0) - centre * (sizes[i] ?? 0)) ** 2
  return { centre, error: Math.sqrt(squares) / size, highest }
}

function startOfMany({ centre, sums }: PowerSums, { least, highest }: { least: number; highest: number }) {
  const [n = 0, , squares = 0] = sums
  const moved = centre + (least - centre) / (n + 1)
  return { centre: moved, error: Math.sqrt(squares + (least - centre) ** 2) / (n + 1), highest }
}
