import type { ScoreDeclaration } from '@assay/metrics'

interface Sample {
  /** Examples, or groups of them. */
  readonly units: number
  readonly level: number
}

/**
 * The least difference that so many units can decide, did all of them differ alike: below it, one unit that was not
 * seen and loses the whole range could make up for the others. Null where an end of the range is open, or no unit is.
 */
export function leastDifference([least, greatest]: ScoreDeclaration['range'], { units, level }: Sample): number | null {
  if (least === null || greatest === null || units === 0) return null
  return (greatest - least) * Math.expm1(Math.log(2 / (1 - level)) / units)
}
