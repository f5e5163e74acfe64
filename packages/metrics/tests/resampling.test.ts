import { createBleu, createChrf, meanInterval } from '@assay/metrics'
import { describe, expect, it } from 'vitest'
import { percentileInterval } from '../src/statistics/interval/bootstrap-interval.ts'
import { intervalMethods } from '../src/statistics/interval/interval-methods.ts'
import { resampleMeans } from '../src/statistics/random/resample.ts'
import {
  type CorpusPair,
  corpusBootstrap,
  corpusRandomisation,
} from '../src/statistics/resampling/corpus-resampling.ts'
import { approximateRandomisation, pairedBootstrap } from '../src/statistics/resampling/paired-resampling.ts'
import { mean, variance } from '../src/statistics/sample/moments.ts'
import { golden } from './golden.ts'

interface Row {
  id: string
  method: string
}

function rowsOf<Columns>(...methods: string[]): (Row & Columns)[] {
  const files = ['statistics_random', 'statistics_ties']
  return files.flatMap((file) => golden<Row & Columns>(file)).filter((row) => methods.includes(row.method))
}

function expectWithin(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance)
}

interface CorpusRow {
  metric: 'BLEU' | 'chrF2'
  references: string[]
  baseline: string[]
  system: string[]
  baseline_score: number
  system_score: number
  p: number
  tolerance: number
}

function columns(perExample: readonly (readonly number[])[]): number[][] {
  return (perExample[0] ?? []).map((_, c) => perExample.map((example) => example[c] ?? 0))
}

const corpusScores = {
  BLEU: ({ baseline, system, references }: CorpusRow): CorpusPair => {
    const bleu = createBleu()
    const count = (outputs: string[]) =>
      columns(
        outputs.map((output, i) => {
          const found = bleu.count({ hypothesis: output, references: [references[i] ?? ''] })
          return [found.hypothesis_length, found.reference_length, ...found.counts, ...found.totals]
        }),
      )
    const score = ([hypothesis_length = 0, reference_length = 0, ...rest]: Float64Array) =>
      bleu.score({ hypothesis_length, reference_length, counts: rest.slice(0, 4), totals: rest.slice(4) }).score
    return { a: count(baseline), b: count(system), score }
  },
  chrF2: ({ baseline, system, references }: CorpusRow): CorpusPair => {
    const chrf = createChrf()
    const count = (outputs: string[]) =>
      columns(outputs.map((output, i) => chrf.count({ hypothesis: output, references: [references[i] ?? ''] })))
    return { a: count(baseline), b: count(system), score: (sums) => chrf.score([...sums]) }
  },
}

describe('resampling agrees with the reference within its Monte-Carlo error', () => {
  it.each(
    rowsOf<{
      variant: 'BCa' | 'percentile' | 'basic'
      values: number[]
      level: number
      reference: [number, number]
      standard_error: number
      resamples_assumed: number
      tolerance: number
      tolerance_standard_error: number
    }>('bootstrap_ci_mean'),
  )('$variant interval of a mean, $id', (row) => {
    const method = ({ BCa: 'bootstrap_bca', percentile: 'bootstrap_percentile', basic: 'bootstrap_basic' } as const)[
      row.variant
    ]
    const options = { level: row.level, resamples: row.resamples_assumed, seed: 1 }
    const { low, high } = intervalMethods[method](Float64Array.from(row.values), options)
    expectWithin(low, row.reference[0], row.tolerance)
    expectWithin(high, row.reference[1], row.tolerance)
    const [means = new Float64Array()] = resampleMeans([row.values], options)
    expectWithin(Math.sqrt(variance(means)), row.standard_error, row.tolerance_standard_error)
  })

  it.each(
    rowsOf<{
      a: number[]
      b: number[]
      difference: number
      share_b_not_better: number
      ci95_percentile: [number, number]
      resamples_assumed: number
      tolerance_share: number
      tolerance_ci: number
    }>('paired_bootstrap'),
  )('paired bootstrap, $id', (row) => {
    const found = pairedBootstrap(row.a, row.b, { resamples: row.resamples_assumed, seed: 2 })
    expectWithin(found.difference, row.difference, 1e-9)
    expectWithin(found.share_not_greater, row.share_b_not_better, row.tolerance_share)
    const { low, high } = percentileInterval(found.resampled, 0.95)
    expectWithin(low, row.ci95_percentile[0], row.tolerance_ci)
    expectWithin(high, row.ci95_percentile[1], row.tolerance_ci)
  })

  it.each(
    rowsOf<{ a: number[]; b: number[]; difference: number; p: number; resamples_assumed: number; tolerance: number }>(
      'paired_approximate_randomisation',
    ),
  )('approximate randomisation, $id', (row) => {
    const found = approximateRandomisation(row.a, row.b, { resamples: row.resamples_assumed, seed: 3 })
    expectWithin(found.difference, row.difference, 1e-9)
    expectWithin(found.p_value, row.p, row.tolerance)
  })

  it.each(rowsOf<CorpusRow>('sacrebleu_paired_ar'))('approximate randomisation of corpus $metric, $id', (row) => {
    const found = corpusRandomisation(corpusScores[row.metric](row), { seed: 4 })
    expectWithin(found.difference, row.system_score - row.baseline_score, 1e-9)
    expectWithin(found.p_value, row.p, row.tolerance)
  })

  it.each(
    rowsOf<
      CorpusRow & {
        baseline_mean: number
        baseline_ci_half_width: number
        system_mean: number
        system_ci_half_width: number
        tolerance_ci: number
      }
    >('sacrebleu_paired_bs'),
  )('paired bootstrap of corpus $metric, $id', (row) => {
    const { a, b, p_value } = corpusBootstrap(corpusScores[row.metric](row), { seed: 5 })
    expectWithin(p_value, row.p, row.tolerance)
    expectWithin(a.estimate, row.baseline_score, 1e-9)
    expectWithin(b.estimate, row.system_score, 1e-9)
    expectWithin(a.mean, row.baseline_mean, row.tolerance_ci)
    expectWithin(b.mean, row.system_mean, row.tolerance_ci)
    expectWithin((a.high - a.low) / 2, row.baseline_ci_half_width, row.tolerance_ci)
    expectWithin((b.high - b.low) / 2, row.system_ci_half_width, row.tolerance_ci)
  })
})

describe('ties', () => {
  it('are seen by BCa where means come to the same in another order', () => {
    const options = { method: 'bootstrap_bca', level: 0.9, resamples: 100_000 } as const
    const { low, high } = meanInterval([1, 1, ...new Array<number>(13).fill(0)], options)
    expect([low, high]).toEqual([0, 1 / 3])
    const tenths = [0.1, 0.1, 0.1, 0.3, 0.3, 0.7, 0.7, 0.7, 0.7, 0.9, 0.2, 0.2]
    const turned = meanInterval(tenths.toReversed(), { ...options, level: 0.95 })
    expect(turned.low).toBeCloseTo(meanInterval(tenths, { ...options, level: 0.95 }).low ?? 0, 12)
  })
})

describe('resampling', () => {
  const values = Array.from({ length: 31 }, (_, i) => Math.sqrt(i))

  it('gives the same answer for the same seed, and another for another', () => {
    const drawn = (seed: number) => resampleMeans([values], { resamples: 50, seed })
    expect(drawn(9)).toEqual(drawn(9))
    expect(drawn(9)).not.toEqual(drawn(10))
  })

  it('draws the same examples for every column, however many there are', () => {
    const [alone] = resampleMeans([values], { resamples: 103, seed: 1 })
    const [first, second] = resampleMeans([values, values.map((value) => 2 * value)], { resamples: 103, seed: 1 })
    expect(first).toEqual(alone)
    expect(second).toEqual(alone?.map((value) => 2 * value))
  })

  it('draws the same on every machine', () => {
    const [means = new Float64Array()] = resampleMeans([[1, 2, 4, 8]], { resamples: 8, seed: 2026 })
    expect([...means]).toEqual([2.25, 3.75, 4, 3, 5.25, 5.5, 6, 5])
  })

  it('draws whole clusters', () => {
    const clusters = values.map((_, i) => i % 2)
    const [means = new Float64Array()] = resampleMeans([values], { resamples: 200, seed: 1, clusters })
    const [even, odd] = [0, 1].map((c) => mean(Float64Array.from(values.filter((_, i) => i % 2 === c))))
    const reachable = [even, odd, mean(Float64Array.from(values))].map((value) => value?.toFixed(9))
    expect(new Set(Array.from(means, (value) => value.toFixed(9)))).toEqual(new Set(reachable))
  })
})
