import { createRegistry } from '@assay/metrics'
import { expect, it } from 'vitest'
import { corpusScores } from './summary.ts'

const corpus = {
  statistics: ['right', 'all'],
  of: () => [],
  value: ([right = 0, all = 0]: readonly number[]) => ({ share: right / all }),
}

it('gives the mean over the repeats of the corpus score of each', () => {
  const repeats = [
    { texts: 1, sums: [1, 1] },
    { texts: 9, sums: [0, 9] },
  ]
  expect(corpusScores(corpus, repeats)).toEqual({ share: 0.5 })
})

it('leaves out repeats without a scored text, and has no score without any', () => {
  const none = { texts: 0, sums: [0, 0] }
  expect(corpusScores(corpus, [none, { texts: 2, sums: [1, 4] }])).toEqual({ share: 0.25 })
  expect(corpusScores(corpus, [none, none])).toEqual({})
})

it('equals the score of the corpus for one repeat of a built-in metric', async () => {
  const bleu = (await createRegistry().find('bleu')?.scorer())?.corpus
  if (!bleu) throw new Error('BLEU has corpus scores')
  const sums = bleu.of({ prediction: 'a dog ran over the hill', references: ['a dog ran over the green hill'] })
  expect(corpusScores(bleu, [{ texts: 1, sums }])).toEqual(bleu.value(sums))
})
