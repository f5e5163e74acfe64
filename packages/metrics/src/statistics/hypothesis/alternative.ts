/**
 * What is held against "no difference": any, or one in that direction of the first sample (or of the first minus the
 * second).
 */
export type Alternative = 'two_sided' | 'less' | 'greater'

/** The p-value of a symmetric statistic with this upper tail. */
export function symmetricP(statistic: number, survival: (x: number) => number, alternative: Alternative): number {
  if (alternative === 'greater') return survival(statistic)
  if (alternative === 'less') return survival(-statistic)
  return Math.min(1, 2 * survival(Math.abs(statistic)))
}
