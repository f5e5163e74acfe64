import { expect, it } from 'vitest'
import { exactMatchMetric } from './squad-metrics.ts'

it.each([
  ['1.5', true],
  ['-3', true],
  [' .5 ', true],
  ['1.0', true],
  ['15', false],
  ['2026-11-30', false],
  ['v1.5', false],
  ['It is 1.5 m long.', false],
])(
  'exact match says of the reference %j whether its punctuation, which is left out, is part of a number: %j',
  (reference, isSaid) => {
    const caveats = exactMatchMetric.caveats?.({ prediction: '1', references: [reference] }) ?? []
    expect(caveats).toEqual(isSaid ? [expect.stringContaining('1.5 and 15 are the same to it')] : [])
  },
)

it('holds what the caveat says', async () => {
  const scorer = await exactMatchMetric.scorer()
  const score = (prediction: string, reference: string) => scorer.score({ prediction, references: [reference] })
  expect([score('15', '1.5'), score('1', '1.0')]).toEqual([{ exact_match: 1 }, { exact_match: 0 }])
})
