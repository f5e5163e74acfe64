import type { BoundedUnits } from './bounded-units.ts'
import { type TiltedSums, tiltedSums } from './power-sums.ts'

/**
 * What the units come to at a mean m when they are tilted by s: with z = total − m · size of each unit and of the
 * unseen one, and w = 1/(1 − s z), sums of z w, (z w)², (z w)³, size · w, size · w², and −Σ ln(1 − s z).
 */
export interface Tilted extends Readonly<TiltedSums> {
  readonly tilt: number
}

const mostSteps = 200

/**
 * The tilt at which Σ z w = 0, by Newton steps kept inside a shrinking bracket; null where no unit lies above m (then
 * all do not exceed it), or none below.
 */
export function solveTilt(units: BoundedUnits, mean: number, start: number): Tilted | null {
  const { lowest, highest } = extremes(units, mean)
  if (!(lowest < 0 && highest > 0)) return null
  let [low, high] = [1 / lowest, 1 / highest]
  const fine = 1e-12 * Math.min(-low, high)
  let tilt = start > low && start < high ? start : 0
  for (let step = 0; ; step++) {
    const tilted = tiltBy(units, mean, tilt)
    if (tilted.first > 0) high = tilt
    else low = tilt
    const newton = tilt - tilted.first / tilted.second
    if (Math.abs(newton - tilt) <= Math.max(fine, 1e-8 * Math.abs(tilt)) || step > mostSteps) return tilted
    tilt = newton > low && newton < high ? newton : (low + high) / 2
  }
}

function extremes({ totals, factor, sizes, least, greatest, unseen, powers }: BoundedUnits, mean: number) {
  let lowest = unseen * (least - mean)
  if (powers !== null) return { lowest, highest: greatest - mean }
  let highest = lowest
  for (let i = 0; i < totals.length; i++) {
    const z = factor * (totals[i] ?? 0) - mean * (sizes[i] ?? 0)
    if (z < lowest) lowest = z
    if (z > highest) highest = z
  }
  return { lowest, highest }
}

function tiltBy(units: BoundedUnits, mean: number, tilt: number): Tilted {
  const { least, unseen, powers } = units
  const seen = (powers && tiltedSums(powers, mean, tilt)) ?? sumUp(units, mean, tilt)
  const rest = 1 - tilt * unseen * (least - mean)
  const part = (unseen * (least - mean)) / rest
  return {
    tilt,
    first: seen.first + part,
    second: seen.second + part ** 2,
    third: seen.third + part ** 3,
    sizes: seen.sizes + unseen / rest,
    squaredSizes: seen.squaredSizes + unseen / rest ** 2,
    cumulant: seen.cumulant - Math.log(rest),
  }
}

/** A product beyond these is taken to its logarithm, so that one is enough for many units. */
const [smallest, largest] = [1e-100, 1e100]

function sumUp({ totals, factor, sizes }: BoundedUnits, mean: number, tilt: number): TiltedSums {
  let [first, second, third, sizeSum, squaredSizes, logarithm, product] = [0, 0, 0, 0, 0, 0, 1]
  for (let i = 0; i < totals.length; i++) {
    const size = sizes[i] ?? 0
    const z = factor * (totals[i] ?? 0) - mean * size
    const rest = 1 - tilt * z
    const w = 1 / rest
    const part = z * w
    first += part
    second += part * part
    third += part * part * part
    sizeSum += size * w
    squaredSizes += size * w * w
    product *= rest
    if (product < smallest || product > largest) {
      logarithm += Math.log(product)
      product = 1
    }
  }
  return { first, second, third, sizes: sizeSum, squaredSizes, cumulant: -(logarithm + Math.log(product)) }
}
