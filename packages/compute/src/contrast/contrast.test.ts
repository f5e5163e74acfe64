import { createRegistry, seededRandom } from '@assay/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Contrasting, contrast } from './contrast.ts'

const rougeL = createRegistry().owner('rougeL')?.score
if (!rougeL) throw new Error('the registry has no ROUGE-L')
const score = rougeL

const random = seededRandom(7)
const noisy = (centre: number) => Float64Array.from({ length: 60 }, () => centre + (random.uniform() - 0.5) / 5)

function ask(columns: readonly Float64Array[], more: Partial<Contrasting> = {}) {
  const run_ids = columns.map((_, run) => `run-${run}`)
  const tables = [{ score, margin: 0.01, columns, repeats: columns.map(() => []) }]
  const [answer] = contrast({ run_ids, tables, level: 0.95, seed: 0, method: 'analytic', ...more })
  if (!answer) throw new Error('there is no answer')
  return answer
}

describe('a contrast', () => {
  it('holds each pair once, those with the baseline first, corrected over all of them', () => {
    const columns = [noisy(0.5), noisy(0.52), noisy(0.51), noisy(0.7)]
    const { differences } = ask(columns)
    expect(differences.map(({ baseline_run_id, run_id }) => `${baseline_run_id} ${run_id}`)).toEqual([
      'run-0 run-1',
      'run-0 run-2',
      'run-0 run-3',
      'run-1 run-2',
      'run-1 run-3',
      'run-2 run-3',
    ])
    const [alone] = ask(columns.slice(0, 2)).differences
    expect(differences[0]?.p_value).toBeGreaterThan(alone?.p_value ?? 1)
    expect(differences[0]?.difference).toEqual(alone?.difference)
  })

  it('compares only the examples that every run has', () => {
    const [a, b] = [noisy(0.5), noisy(0.6)]
    a[3] = Number.NaN
    b[4] = Number.POSITIVE_INFINITY
    const { examples, runs, differences } = ask([a, b])
    expect(examples).toBe(58)
    const kept = (column: Float64Array) => column.filter((_, example) => example !== 3 && example !== 4)
    expect(runs).toEqual(ask([kept(a), kept(b)]).runs)
    const [{ wins = 0, losses = 0, ties = 0 } = {}] = differences
    expect(Number(wins) + Number(losses) + ties).toBe(58)
  })

  it('says nothing of what no example has', () => {
    const { examples, runs, differences } = ask([new Float64Array(5).fill(Number.NaN), noisy(0.5).slice(0, 5)])
    expect([examples, runs[0]?.estimate, differences[0]?.outcome]).toEqual([0, null, 'undecided'])
    expect(ask([new Float64Array(), new Float64Array()], { method: 'resampled' }).examples).toBe(0)
  })

  it('is open to the number of examples that would settle it, and 0 where it is settled', () => {
    const { differences } = ask([noisy(0.5), noisy(0.505), noisy(0.8)])
    expect(differences[1]).toMatchObject({ outcome: 'better', needed_examples: 0 })
    const open = differences.filter(({ outcome }) => outcome === 'undecided')
    expect(open).not.toEqual([])
    for (const { needed_examples } of open) expect(needed_examples).toBeGreaterThan(0)
  })

  it('agrees when it is resampled, from draws that its scores share', () => {
    const columns = [noisy(0.5), noisy(0.56)]
    const [analytic, resampled] = [ask(columns), ask(columns, { method: 'resampled' })]
    const [a, b] = [analytic.differences[0], resampled.differences[0]]
    expect([a?.test, b?.test]).toEqual(['gaffke', 'paired_bootstrap'])
    expect(b?.difference.estimate).toBe(a?.difference.estimate)
    expect(b?.difference.low).toBeCloseTo(a?.difference.low ?? 0, 2)
    expect(resampled.runs[1]?.high).toBeCloseTo(analytic.runs[1]?.high ?? 0, 2)
    const holes = columns.map((column) => column.with(0, Number.NaN))
    const repeats = [[], []]
    const tables = [columns, holes, columns].map((given) => ({ score, margin: 0.01, columns: given, repeats }))
    const question = { run_ids: ['a', 'b'], tables, level: 0.95, seed: 0, method: 'resampled' } as const
    const [first, second, third] = contrast(question)
    expect(first?.differences[0]?.difference).toEqual(b?.difference)
    expect(third).toEqual(first)
    expect(second).toEqual({ ...contrast({ ...question, tables: tables.slice(1, 2) })[0] })
  })

  it('turns around with its runs', () => {
    const columns = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 12, maxLength: 30 })
    const turned = {
      better: 'worse',
      worse: 'better',
      differs: 'differs',
      equivalent: 'equivalent',
      undecided: 'undecided',
    } as const
    fc.assert(
      fc.property(columns, columns, (left, right) => {
        const n = Math.min(left.length, right.length)
        const [a, b] = [Float64Array.from(left.slice(0, n)), Float64Array.from(right.slice(0, n))]
        const [there, back] = [ask([a, b]).differences[0], ask([b, a]).differences[0]]
        expect(back?.outcome).toBe(turned[there?.outcome ?? 'undecided'])
        expect([back?.wins, back?.losses]).toEqual([there?.losses, there?.wins])
        expect(back?.p_value).toBeCloseTo(there?.p_value ?? 1, 12)
      }),
      { numRuns: 40 },
    )
  })

  it('decides nothing by a score that is the same for every example of every run', () => {
    for (const value of [0, 1]) {
      const column = new Float64Array(2000).fill(value)
      expect(ask([column, column]).differences[0]).toMatchObject({
        outcome: 'undecided',
        needed_examples: null,
        reason: 'says_nothing',
      })
    }
    const some = noisy(0.5)
    expect(ask([some, some]).differences[0]).toMatchObject({ outcome: 'undecided', reason: 'all_equal' })
    expect(ask([some, some]).differences[0]?.needed_examples).toBe(371 - 60)
  })
})
