/** Sums of the powers of values about their mean, of which sums over tilted values are made without going over all. */
export interface PowerSums {
  readonly centre: number
  /** How far the values lie from the centre at most. */
  readonly span: number
  /** Σ (value − centre)ᵏ from k = 0 on. */
  readonly sums: Float64Array
}

/** With so many powers and a tilt of no more than `widest` spans, what is left out is below 1e-9 of the sums. */
const powers = 16
const widest = 0.25

/** Of values times a factor. */
export function powerSums(values: Float64Array, factor: number, centre: number): PowerSums {
  const sums = new Float64Array(powers)
  let span = 0
  for (let i = 0; i < values.length; i++) {
    const distance = factor * (values[i] ?? 0) - centre
    if (Math.abs(distance) > span) span = Math.abs(distance)
    let power = 1
    for (let k = 0; k < powers; k++) {
      sums[k] = (sums[k] ?? 0) + power
      power *= distance
    }
  }
  return { centre, span, sums }
}

export function turned({ centre, span, sums }: PowerSums): PowerSums {
  return { centre: -centre, span, sums: sums.map((sum, k) => (k % 2 === 0 ? sum : -sum)) }
}

/** Sums over the values, as `Tilted` has them of all. */
export interface TiltedSums {
  first: number
  second: number
  third: number
  sizes: number
  squaredSizes: number
  cumulant: number
}

/**
 * The sums at a mean and a tilt, with 1 − s (x − m) = c (1 − θ y), c = 1 − s δ, y = x − centre and δ = centre − m, from
 * the series of (1 − θ y)⁻¹, ⁻², ⁻³ and its logarithm; null where these converge too slowly.
 */
export function tiltedSums({ centre, span, sums }: PowerSums, mean: number, tilt: number): TiltedSums | null {
  const shift = centre - mean
  const scale = 1 - tilt * shift
  const theta = tilt / scale
  if (!(scale > 0) || Math.abs(theta) * span > widest) return null
  const n = sums[0] ?? 0
  // of (1 − θ y)⁻ᵃ times yᵇ, a and b up to 3
  let [v1, y1v1, v2, y1v2, y2v2, v3, y1v3, y2v3, y3v3, logarithm] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
  let power = 1
  for (let k = 0; k + 3 < powers; k++) {
    const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = [sums[k], sums[k + 1], sums[k + 2], sums[k + 3]]
    const twice = power * (k + 1)
    const thrice = (twice * (k + 2)) / 2
    v1 += power * s0
    y1v1 += power * s1
    v2 += twice * s0
    y1v2 += twice * s1
    y2v2 += twice * s2
    v3 += thrice * s0
    y1v3 += thrice * s1
    y2v3 += thrice * s2
    y3v3 += thrice * s3
    power *= theta
    logarithm += (power * s1) / (k + 1)
  }
  return {
    first: (shift * v1 + y1v1) / scale,
    second: (shift * (shift * v2 + 2 * y1v2) + y2v2) / scale ** 2,
    third: (shift * (shift * (shift * v3 + 3 * y1v3) + 3 * y2v3) + y3v3) / scale ** 3,
    sizes: v1 / scale,
    squaredSizes: v2 / scale ** 2,
    cumulant: logarithm - n * Math.log(scale),
  }
}
