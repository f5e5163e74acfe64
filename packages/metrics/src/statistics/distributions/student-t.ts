import { incompleteBeta } from './beta.ts'
import { gammaRatio, nearlyNormalFrom, nearlyNormalSurvival } from './nearly-normal.ts'
import { normalSurvival } from './normal.ts'
import { upperQuantile } from './upper-quantile.ts'

/** P(T > t) of Student's t distribution with `df` > 0 degrees of freedom (not only whole ones); normal for df = ∞. */
export function studentTSurvival(t: number, df: number): number {
  if (!(df > 0)) return Number.NaN
  if (df === Number.POSITIVE_INFINITY) return normalSurvival(t)
  if (!Number.isFinite(t)) return Number.isNaN(t) ? Number.NaN : t > 0 ? 0 : 1
  if (df >= nearlyNormalFrom) return t >= 0 ? nearlyNormalSurvival(t, df) : 1 - nearlyNormalSurvival(-t, df)
  const ratio = (t / df) * t
  const tail = incompleteBeta(df / 2, 0.5, 1 / (1 + ratio), 1 / (1 + 1 / ratio)) / 2
  return t >= 0 ? tail : 1 - tail
}

/** P(T ≤ t) of Student's t distribution. */
export function studentTCdf(t: number, df: number): number {
  return studentTSurvival(-t, df)
}

/** The t with P(T ≤ t) = p; ∓∞ at 0 and 1, NaN outside. */
export function studentTQuantile(p: number, df: number): number {
  if (!(df > 0)) return Number.NaN
  const distribution = {
    density: (t: number) => studentTDensity(t, df),
    survival: (t: number) => studentTSurvival(t, df),
  }
  return p <= 0.5 ? -upperQuantile(p, distribution) : upperQuantile(1 - p, distribution)
}

function studentTDensity(t: number, df: number): number {
  if (df === Number.POSITIVE_INFINITY) return Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI)
  const power = (df / 2 + 0.5) * Math.log1p((t / df) * t)
  return (gammaRatio(df / 2) * Math.exp(-power)) / Math.sqrt(2 * Math.PI)
}
