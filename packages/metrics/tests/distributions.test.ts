import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { betaQuantile, incompleteBeta } from '../src/statistics/distributions/beta.ts'
import { chiSquareSurvival } from '../src/statistics/distributions/chi-square.ts'
import { logGamma } from '../src/statistics/distributions/gamma.ts'
import { normalCdf, normalQuantile } from '../src/statistics/distributions/normal.ts'
import { studentTCdf, studentTQuantile, studentTSurvival } from '../src/statistics/distributions/student-t.ts'
import { upperQuantile } from '../src/statistics/distributions/upper-quantile.ts'
import { expectClose, golden } from './golden.ts'

interface Row {
  id: string
  df: number
  x: number
  q: number
  positive: number
  betainc: [number, number, number, number]
}

const probability = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true })
const freedom = fc.double({ min: 0.5, max: 1e6, noNaN: true })

describe('distribution functions', () => {
  it.each(golden<Row>('distributions'))('equal scipy, $id', ({ id, df, x, q, positive, betainc, ...expected }) => {
    const [a, b, at, value] = betainc
    const found = {
      t_cdf: studentTCdf(x, df),
      t_sf2: 2 * studentTSurvival(Math.abs(x), df),
      t_ppf: studentTQuantile(q, df),
      norm_cdf: normalCdf(x),
      norm_ppf: normalQuantile(q),
      chi2_sf: chiSquareSurvival(positive, df),
      gammaln: logGamma(df + positive),
    }
    expectClose(found, expected, id)
    expectClose(incompleteBeta(a, b, at), value, id)
  })

  it.each(golden<{ id: string; q: number; df: number; t: number }>('student_t_tails'))(
    'equal the exact quantile of Student’s t, $id degrees of freedom',
    ({ q, df, t }) => expect(Math.abs(studentTQuantile(q, df) / t - 1)).toBeLessThan(1e-12),
  )

  it('give back the probability that their quantile was asked for', () => {
    fc.assert(
      fc.property(probability, freedom, (p, df) => {
        expect(studentTCdf(studentTQuantile(p, df), df) / p).toBeCloseTo(1, 9)
        expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 9)
        const shape = 1 + df / 1000
        expect(incompleteBeta(shape, 3, betaQuantile(p, shape, 3))).toBeCloseTo(p, 9)
      }),
    )
  })

  it('find a quantile in a few steps, also where rounding keeps the last ones from vanishing', () => {
    for (let df = 1; df < 2000; df++) {
      let asked = 0
      const scale = Math.exp(logGamma((df + 1) / 2) - logGamma(df / 2)) / Math.sqrt(df * Math.PI)
      const found = upperQuantile(0.025, {
        density: (t) => scale * (1 + (t * t) / df) ** (-(df + 1) / 2),
        survival: (t) => {
          asked++
          return studentTSurvival(t, df)
        },
      })
      expect(asked, `${df} degrees of freedom`).toBeLessThan(16)
      expect(found).toBeCloseTo(studentTQuantile(0.975, df), 12)
    }
  })

  it('find the quantile of a beta distribution, also where rounding keeps the last steps from vanishing', () => {
    for (let a = 1; a < 400; a++) {
      const started = betaQuantile(0.025, a, 400 - a)
      expect(incompleteBeta(a, 400 - a, started) / 0.025, `${a}`).toBeCloseTo(1, 11)
    }
  })

  it('keep their relative precision far out in the tails', () => {
    expect(normalCdf(-30) / 4.906713927148187e-198).toBeCloseTo(1, 12)
    expect(normalCdf(normalQuantile(1e-300)) / 1e-300).toBeCloseTo(1, 9)
    expect(studentTQuantile(1e-100, 1) / -(1e100 / Math.PI)).toBeCloseTo(1, 12)
  })

  it('have their limits at the ends and are not a number outside', () => {
    expect([normalQuantile(0), normalQuantile(0.5), normalQuantile(1)]).toEqual([-Infinity, -0, Infinity])
    expect([studentTCdf(-Infinity, 3), studentTCdf(Infinity, 3)]).toEqual([0, 1])
    expect([normalQuantile(-0.1), studentTQuantile(2, 3), studentTCdf(1, 0), logGamma(-1)]).toEqual([
      NaN,
      NaN,
      NaN,
      NaN,
    ])
    expect(logGamma(0)).toBe(Infinity)
  })
})
