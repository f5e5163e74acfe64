import { describe, expect, it } from 'vitest'
import { cliffsDelta, cohensD, cohensDPaired, hedgesG } from '../src/statistics/comparison/effect-size.ts'
import { pearson, spearman } from '../src/statistics/correlation/correlation.ts'
import { kendall } from '../src/statistics/correlation/kendall.ts'
import type { Alternative } from '../src/statistics/hypothesis/alternative.ts'
import { benjaminiHochberg, benjaminiYekutieli, bonferroni, holm } from '../src/statistics/hypothesis/correction.ts'
import { mcNemarTest, signTest } from '../src/statistics/hypothesis/counts.ts'
import { mannWhitneyTest } from '../src/statistics/hypothesis/mann-whitney.ts'
import { pairedTTest, twoSampleTTest } from '../src/statistics/hypothesis/t-test.ts'
import { wilcoxonTest, type ZeroMethod } from '../src/statistics/hypothesis/wilcoxon.ts'
import { type Interval, proportionInterval, studentInterval } from '../src/statistics/interval/intervals.ts'
import { exactRandomisation } from '../src/statistics/resampling/exact-randomisation.ts'
import { clusteredMean } from '../src/statistics/sample/clusters.ts'
import { mean, variance } from '../src/statistics/sample/moments.ts'
import { expectClose, golden } from './golden.ts'

interface Row {
  id: string
  test: string
  a: number[]
  b: number[]
  c: number[]
  p: number
  values: number[]
  clusters: number[]
  level: number
  statistic: number
  params: {
    alternative: 'two-sided' | 'less' | 'greater'
    equal_var: boolean
    method: 'exact' | 'asymptotic'
    zero_method: ZeroMethod
    correction: boolean
    use_continuity: boolean
  }
}

type RowOf<Columns> = Omit<Row, keyof Columns> & Columns

const rows = golden<Row>('statistics')

function rowsOf<Columns = object>(test: string): RowOf<Columns>[] {
  return golden<RowOf<Columns> & Pick<Row, 'test'>>('statistics').filter((row) => row.test === test)
}

function alternativeOf({ params }: Pick<Row, 'params'>): Alternative {
  return params.alternative === 'two-sided' ? 'two_sided' : params.alternative
}

function pair({ low, high }: Interval): (number | null)[] {
  return [low, high].map((end) => (Number.isFinite(end) ? end : null))
}

/** Agreement of the expected entries, in relative terms too, so that tiny p-values count. */
function expectEqual(actual: object, expected: object, id: string): void {
  const all = new Map(Object.entries(actual))
  for (const [key, value] of Object.entries(expected)) {
    const found = all.get(key)
    expectClose(found, value, `${id} ${key}`)
    if (typeof value === 'number' && typeof found === 'number' && value !== 0) {
      expect(Math.abs(found / value - 1), `${id} ${key}`).toBeLessThan(1e-9)
    }
  }
}

describe('tests equal the reference', () => {
  it('knows every kind of row', () => {
    const known =
      'paired_t two_sample_t mann_whitney wilcoxon mcnemar sign proportion_ci mean_ci correction correlation'
    expect(new Set(rows.map((row) => row.test))).toEqual(
      new Set([...known.split(' '), 'effect_size', 'clustered_mean', 'sign_flip_exact']),
    )
  })

  it.each(rowsOf<{ df: number; ci95: number[] }>('paired_t'))('paired t, $id', (row) => {
    const found = pairedTTest(row.a, row.b, { alternative: alternativeOf(row) })
    expectEqual(found, { statistic: row.statistic, p_value: row.p, df: row.df }, row.id)
    expectClose(pair(found), row.ci95, row.id)
  })

  it.each(rowsOf<{ df: number }>('two_sample_t'))('two-sample t, $id', (row) => {
    const variances = row.params.equal_var ? 'equal' : 'unequal'
    const found = twoSampleTTest(row.a, row.b, { alternative: alternativeOf(row), variances })
    expectEqual(found, { statistic: row.statistic, p_value: row.p, df: row.df }, row.id)
  })

  it.each(rowsOf('mann_whitney'))('Mann–Whitney, $id', (row) => {
    const continuity = row.params.use_continuity ? 'corrected' : 'none'
    const options = { alternative: alternativeOf(row), method: row.params.method, continuity } as const
    expectEqual(mannWhitneyTest(row.a, row.b, options), { statistic: row.statistic, p_value: row.p }, row.id)
  })

  it.each(rowsOf<{ z?: number }>('wilcoxon'))('Wilcoxon, $id', (row) => {
    const found = wilcoxonTest(row.a, row.b, {
      alternative: alternativeOf(row),
      method: row.params.method,
      zeros: row.params.zero_method,
      continuity: row.params.correction ? 'corrected' : 'none',
    })
    expectEqual(found, { statistic: row.statistic, p_value: row.p, z: row.z ?? null }, row.id)
  })

  it.each(
    rowsOf<{ table: [[number, number], [number, number]]; exact: object; corrected: object; chi2: object }>('mcnemar'),
  )('McNemar, $id', ({ id, table, exact, corrected, chi2 }) => {
    const [[, b], [c]] = table
    const found = (method: 'exact' | 'chi_square' | 'chi_square_corrected') => {
      const { statistic, p_value } = mcNemarTest(b, c, method)
      return { statistic, p: p_value }
    }
    expectEqual(found('exact'), exact, id)
    expectEqual(found('chi_square_corrected'), corrected, id)
    expectEqual(found('chi_square'), chi2, id)
  })

  it.each(rowsOf<{ wins: number; losses: number; 'two-sided': number; less: number; greater: number }>('sign'))(
    'sign test, $id',
    ({ id, wins, losses, ...p }) => {
      const found = (alternative: Alternative) => signTest(wins, losses, alternative).p_value
      const expected = { two_sided: p['two-sided'], less: p.less, greater: p.greater }
      expectEqual({ two_sided: found('two_sided'), less: found('less'), greater: found('greater') }, expected, id)
    },
  )

  it.each(
    rowsOf<{ mean_difference: number; p_two_sided: number; p_greater: number; p_less: number }>('sign_flip_exact'),
  )('exact randomisation, $id', (row) => {
    const found = (alternative: Alternative) => exactRandomisation(row.a, row.b, alternative).p_value
    expectClose(exactRandomisation(row.a, row.b).difference, row.mean_difference, row.id)
    expect([found('two_sided'), found('greater'), found('less')]).toEqual([row.p_two_sided, row.p_greater, row.p_less])
  })
})

describe('estimates equal the reference', () => {
  it('has k/n for the mean of k ones in n, and the value itself for the mean of equal ones', () => {
    for (let n = 1; n <= 300; n++) {
      for (let k = 0; k <= n; k++) expect(mean(Float64Array.from({ length: n }, (_, i) => Number(i < k)))).toBe(k / n)
      expect(mean(new Float64Array(n).fill(0.1 * n))).toBe(0.1 * n)
    }
  })

  it.each([3, 4, 5, 6, 7, 10, 30, 1000])('has no doubt of perfect order, %d pairs', (n) => {
    const a = Array.from({ length: n }, (_, i) => Math.exp(i / 10))
    expect(spearman(a, a.map(Math.log))).toEqual({ estimate: 1, p_value: 0 })
    expect(spearman(a, a.toReversed())).toEqual({ estimate: -1, p_value: 0 })
    expect(spearman([...a, 0, 0], [...a, 0, 0])).toEqual({ estimate: 1, p_value: 0 })
  })

  it.each(
    rowsOf<
      Record<'exact' | 'wilson' | 'wilsoncc' | 'agresti_coull', number[]> & {
        successes: number
        n: number
        p_two_sided_half: number
      }
    >('proportion_ci'),
  )('proportion interval, $id', ({ id, successes, n, level, ...row }) => {
    const expected = {
      clopper_pearson: row.exact,
      wilson: row.wilson,
      wilson_corrected: row.wilsoncc,
      agresti_coull: row.agresti_coull,
    }
    for (const method of ['clopper_pearson', 'wilson', 'wilson_corrected', 'agresti_coull'] as const) {
      expectClose(pair(proportionInterval(successes, n, { level, method })), expected[method], `${id} ${method}`)
    }
    expectEqual({ p: signTest(successes, n - successes).p_value }, { p: row.p_two_sided_half }, id)
  })

  it.each(rowsOf<{ mean: number; sd: number; sem: number; ci: number[]; normal_ci: number[] }>('mean_ci'))(
    'mean interval, $id',
    ({ id, values, level, ...row }) => {
      const column = Float64Array.from(values)
      const { mean: centre, standard_error, df } = clusteredMean(column)
      expectClose(mean(column), row.mean, id)
      expectClose(Math.sqrt(variance(column)), row.sd, id)
      expectClose(standard_error, row.sem, id)
      expectClose(pair(studentInterval(centre, standard_error, df, level)), row.ci, id)
      expectClose(pair(studentInterval(centre, standard_error, Number.POSITIVE_INFINITY, level)), row.normal_ci, id)
    },
  )

  it.each(
    rowsOf<{
      mean: number
      se_corrected: number
      se_uncorrected: number
      ci95_t_corrected: number[]
      df_t: number
      ci95_normal_uncorrected: number[]
    }>('clustered_mean'),
  )('clustered mean, $id', ({ id, values, clusters, ...row }) => {
    const found = clusteredMean(Float64Array.from(values), clusters)
    const { standard_error, standard_error_uncorrected } = found
    expectEqual(
      found,
      {
        mean: row.mean,
        df: row.df_t,
        standard_error: row.se_corrected,
        standard_error_uncorrected: row.se_uncorrected,
      },
      id,
    )
    expectClose(pair(studentInterval(found.mean, standard_error, found.df)), row.ci95_t_corrected, id)
    const normal = studentInterval(found.mean, standard_error_uncorrected, Number.POSITIVE_INFINITY)
    expectClose(pair(normal), row.ci95_normal_uncorrected, id)
  })

  it.each(
    rowsOf<
      Record<'holm' | 'fdr_bh' | 'fdr_by' | 'bonferroni', { reject: boolean[]; p: number[] }> & {
        alpha: number
        p: number[]
      }
    >('correction'),
  )('correction, $id', (row) => {
    const { p } = row
    const found = {
      holm: holm(p),
      fdr_bh: benjaminiHochberg(p),
      fdr_by: benjaminiYekutieli(p),
      bonferroni: bonferroni(p),
    }
    for (const method of ['holm', 'fdr_bh', 'fdr_by', 'bonferroni'] as const) {
      expectClose(found[method], row[method].p, `${row.id} ${method}`)
      expect(found[method].map((value) => value <= row.alpha)).toEqual(row[method].reject)
    }
  })

  it.each(
    rowsOf<{
      pearson: { r: number; p: number; ci95: number[] }
      spearman: { rho: number; p: number }
      kendall_b: { tau: number; p_asymptotic: number; p_exact?: number }
      kendall_c: number
    }>('correlation'),
  )('correlation, $id', (row) => {
    const linear = pearson(row.a, row.b)
    expectEqual({ r: linear.estimate, p: linear.p_value }, { r: row.pearson.r, p: row.pearson.p }, row.id)
    expectClose(pair(linear), row.pearson.ci95, row.id)
    const ranked = spearman(row.a, row.b)
    expectEqual({ rho: ranked.estimate, p: ranked.p_value }, row.spearman, row.id)
    const tau = kendall(row.a, row.b, { method: 'asymptotic' })
    expectEqual(
      { tau: tau.estimate, p: tau.p_value },
      { tau: row.kendall_b.tau, p: row.kendall_b.p_asymptotic },
      row.id,
    )
    expectClose(kendall(row.a, row.b, { variant: 'c' }).estimate, row.kendall_c, row.id)
    if (row.kendall_b.p_exact === undefined) return
    expectEqual({ p: kendall(row.a, row.b, { method: 'exact' }).p_value }, { p: row.kendall_b.p_exact }, row.id)
  })

  it.each(
    rowsOf<{
      cohens_d_independent_a_c: number
      hedges_g_independent_a_c: number
      cohens_dz_paired_a_b: number
      cliffs_delta_a_c: number
    }>('effect_size'),
  )('effect size, $id', ({ id, a, b, c, ...row }) => {
    const found = {
      cohens_d_independent_a_c: cohensD(a, c),
      hedges_g_independent_a_c: hedgesG(a, c),
      cohens_dz_paired_a_b: cohensDPaired(a, b),
      cliffs_delta_a_c: cliffsDelta(a, c),
    }
    const names = [
      'cohens_d_independent_a_c',
      'hedges_g_independent_a_c',
      'cohens_dz_paired_a_b',
      'cliffs_delta_a_c',
    ] as const
    for (const name of names) expectClose(found[name], row[name], `${id} ${name}`)
  })
})
