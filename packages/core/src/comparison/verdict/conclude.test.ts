import type { Contrast } from '@assay/compute'
import type { Difference, Outcome } from '@assay/schemas'
import { describe, expect, it } from 'vitest'
import { conclude } from './conclude.ts'

const names = new Map([
  ['a', 'lead-3'],
  ['b', 'textrank'],
  ['c', 'gpt'],
])

function difference(pair: string, outcome: Outcome, more: Partial<Difference> = {}): Difference {
  const [baseline_run_id = '', run_id = ''] = pair
  return {
    run_id,
    baseline_run_id,
    outcome,
    difference: { estimate: 0.031, low: 0.012, high: 0.05 },
    p_value: 0.0004,
    test: 'paired_t',
    effect_size: { name: 'cohens_d', value: 0.4 },
    wins: 40,
    losses: 20,
    ties: 4,
    needed_examples: 0,
    ...more,
  }
}

const neutral = { title: 'Length ratio', unit: 'ratio', direction: 'neutral', margin: 0.05 } as const

function contrastOf(means: Readonly<Record<string, number | null>>, differences: Difference[]): Contrast {
  const runs = Object.entries(means).map(([run_id, estimate]) => ({ run_id, estimate, low: 0, high: 1, noise: null }))
  const facts = { metric: 'rougeL', title: 'ROUGE-L', unit: 'fraction', direction: 'higher', margin: 0.01 } as const
  return { ...facts, is_detail: false, examples: 64, clusters: null, runs, differences }
}

const say = (contrast: Contrast, left_out = 0) =>
  conclude(contrast, { level: 0.95, names, left_out, cluster_column: 'document' })

describe('a verdict', () => {
  it('is about the strongest of the other runs, and says who is on a par with the trusted one', () => {
    const pairs = [difference('ab', 'better'), difference('ac', 'better'), difference('bc', 'undecided')]
    expect(say(contrastOf({ a: 0.3, b: 0.33, c: 0.331 }, pairs))).toMatchObject({
      run_id: 'c',
      trusted_run_id: 'c',
      on_par_run_ids: ['b'],
      sentence:
        'Trust gpt: on ROUGE-L it beats lead-3 by 0.031 (95 % interval 0.012 to 0.050, corrected p < 0.001, 64 examples). ' +
        'Nothing tells textrank from it.',
    })
  })

  it('says by what examples are grouped, and into how many groups', () => {
    const contrast = contrastOf({ a: 0.3, b: 0.33 }, [difference('ab', 'better')])
    expect(say({ ...contrast, clusters: 12 }).sentence).toMatch(/ Examples are grouped by document: 12 groups\.$/)
    expect(say(contrast).sentence).not.toContain('grouped')
  })

  it('trusts the baseline when it beats the strongest', () => {
    const worse = difference('ab', 'worse', {
      difference: { estimate: -0.02, low: -0.03, high: -0.01 },
      p_value: 0.012,
    })
    const { trusted_run_id, sentence } = say(contrastOf({ a: 0.3, b: 0.28 }, [worse]), 1)
    expect(trusted_run_id).toBe('a')
    expect(sentence).toBe(
      'Trust lead-3: on ROUGE-L it beats textrank by 0.020 (95 % interval 0.010 to 0.030, corrected p = 0.012, 64 examples). ' +
        '1 example is left out, because not every run scored it.',
    )
  })

  it('takes either when nothing worth having lies between them', () => {
    const { trusted_run_id, sentence } = say(contrastOf({ a: 0.3, b: 0.3 }, [difference('ab', 'equivalent')]))
    expect(trusted_run_id).toBeNull()
    expect(sentence).toMatch(
      /^Take either: on ROUGE-L, textrank and lead-3 are equivalent; .* within the 0.010 that would matter\.$/,
    )
  })

  it('says how many more examples would probably settle an open question, and when there are too few to say anything', () => {
    const open = difference('ab', 'undecided', { p_value: 0.2, needed_examples: 1200 })
    expect(say(contrastOf({ a: 0.3, b: 0.31 }, [open])).sentence).toMatch(
      /may be chance \(.*corrected p = 0\.200, 64 examples\); about 1,200 more examples would probably settle it\.$/,
    )
    const none = difference('ab', 'undecided', {
      difference: { estimate: 0.1, low: null, high: null },
      needed_examples: null,
    })
    expect(say(contrastOf({ a: 0.3, b: 0.4 }, [none])).sentence).toBe(
      'Undecided: 64 examples are too few to tell textrank and lead-3 apart on ROUGE-L.',
    )
  })

  it('says which differences so few examples can only miss', () => {
    const open = difference('ab', 'undecided', { p_value: 0.2, needed_examples: 60 })
    const contrast = { ...contrastOf({ a: 0.3, b: 0.331 }, [open]), least_difference: 0.0594 }
    expect(say(contrast).sentence).toMatch(
      /64 examples\); so few miss every difference below 0\.059; about 60 more examples would probably settle it\.$/,
    )
    expect(say({ ...contrast, least_difference: 0.02 }).sentence).not.toContain('so few')
  })

  it('says why a question is open where it is not for too few examples', () => {
    const say0 = (reason: Difference['reason'], needed_examples: number | null) =>
      say(
        contrastOf({ a: 0, b: 0 }, [
          difference('ab', 'undecided', {
            difference: { estimate: 0, low: null, high: null },
            reason,
            needed_examples,
          }),
        ]),
      ).sentence
    expect(say0('says_nothing', null)).toBe(
      'Undecided: ROUGE-L is 0.000 for every example of every run: it says nothing here. Choose another metric.',
    )
    expect(say0('all_equal', 235)).toMatch(
      /on all of 64 examples .*about 235 more examples would probably settle it\.$/,
    )
    expect(say0('nearly_all_equal', null)).toMatch(/too few of 64 examples tell textrank and lead-3 apart/)
    expect(say0('too_few_examples', 10)).toMatch(/64 examples are too few .*; about 10 more/)
  })

  it('says how many examples or groups an answer takes where an end of the score is open', () => {
    const unknown = { estimate: 3, low: null, high: null }
    const open = difference('ab', 'undecided', { difference: unknown, p_value: null, reason: 'too_few_examples' })
    const latency = { ...contrastOf({ a: 10, b: 13 }, [open]), title: 'latency', least_examples: 100 }
    expect(say(latency).sentence).toBe(
      'Undecided: 64 examples are too few to tell textrank and lead-3 apart on latency; that takes at least 100 examples.',
    )
    expect(say({ ...latency, clusters: 20 }).sentence).toContain('; that takes at least 100 groups.')
    expect(say({ ...latency, examples: 1 }).sentence).toMatch(/^Undecided: 1 example is too few/)
  })

  it('takes the lowest for the strongest where lower is better, and an absent mean for none', () => {
    const pairs = [difference('ab', 'worse'), difference('ac', 'better')]
    const lower = {
      ...contrastOf({ a: 3, b: 9, c: 2 }, pairs),
      title: 'latency',
      unit: 'ms',
      direction: 'lower',
    } as const
    expect(say(lower).sentence).toMatch(/^gpt is faster: its latency is 0\.031 ms below that of lead-3 \(/)
    expect(say(contrastOf({ a: 0.3, b: null, c: 0.1 }, pairs)).run_id).toBe('c')
  })

  it('trusts nobody for a neutral score, and is about the run that differs most', () => {
    const low = difference('ac', 'differs', { difference: { estimate: -0.4, low: -0.5, high: -0.3 } })
    const pairs = [difference('ab', 'differs'), low, difference('bc', 'differs')]
    expect(say({ ...contrastOf({ a: 1, b: 1.031, c: 0.6 }, pairs), ...neutral })).toMatchObject({
      outcome: 'differs',
      run_id: 'c',
      trusted_run_id: null,
      on_par_run_ids: [],
      sentence:
        'They differ: on Length ratio, gpt is 0.400 lower than lead-3 (95 % interval 0.300 to 0.500, corrected p < 0.001, 64 examples), ' +
        'which makes neither of them better.',
    })
    expect(say({ ...contrastOf({ a: 1, b: 1.031 }, pairs.slice(0, 1)), ...neutral }).sentence).toMatch(
      /^They differ: .*textrank is 0.031 higher than lead-3/,
    )
  })

  it('says that there is no difference, not which to take, where runs are equivalent on a neutral score', () => {
    const same = { ...contrastOf({ a: 1, b: 1 }, [difference('ab', 'equivalent')]), ...neutral }
    expect(say(same).sentence).toMatch(/^No difference: on Length ratio, textrank and lead-3 are equivalent;/)
  })
})
