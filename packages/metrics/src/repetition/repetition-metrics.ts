import { defineMetric } from '../define-metric.ts'
import type { ExampleScores, ScoreDeclaration } from '../metric.ts'
import { type NgramShares, ngramNovelty, ngramRepetition } from './ngram-share.ts'

/** How much of the prediction's wording is its own. */
export const noveltyMetric = defineMetric({
  name: 'novelty',
  title: 'Novelty',
  description: 'Share of the prediction’s n-grams that the input does not have: 0 is copied, 1 is all in other words.',
  scores: [2, 1, 3, 4].map((n) => declared(`novelty_${n}`, `Novel ${n}-grams`, 'higher')),
  columns: ['input', 'prediction'],
  citation: {
    text:
      'Abigail See, Peter Liu, Christopher Manning. Get To The Point: Summarization with Pointer-Generator ' +
      'Networks. ACL 2017.',
    url: 'https://aclanthology.org/P17-1099/',
  },
  scorer: {
    score: ({ input, prediction }) =>
      named('novelty', input === undefined ? [null, null, null, null] : ngramNovelty(prediction, input)),
    reason: ({ input, prediction }) => {
      if (input === undefined) return 'The example has no input.'
      return ngramNovelty(prediction, input).includes(null) ? tooShort : undefined
    },
  },
})

/** How much the prediction repeats itself. */
export const repetitionMetric = defineMetric({
  name: 'repetition',
  title: 'Repetition',
  description: 'Share of the prediction’s n-grams that stood in it before: 0 is no repetition.',
  scores: [3, 1, 2, 4].map((n) => declared(`repetition_${n}`, `Repeated ${n}-grams`, 'lower')),
  columns: ['prediction'],
  citation: {
    text: 'Sean Welleck et al. Neural Text Generation with Unlikelihood Training. ICLR 2020.',
    url: 'https://arxiv.org/abs/1908.04319',
  },
  scorer: {
    score: ({ prediction }) => named('repetition', ngramRepetition(prediction)),
    reason: ({ prediction }) => (ngramRepetition(prediction).includes(null) ? tooShort : undefined),
  },
})

const tooShort = 'The prediction has fewer than four words.'

function declared(name: string, title: string, direction: ScoreDeclaration['direction']): ScoreDeclaration {
  return { name, title, direction, range: [0, 1], unit: 'fraction', margin: 0.02 }
}

function named(name: string, shares: NgramShares): ExampleScores {
  return Object.fromEntries(shares.map((share, n) => [`${name}_${n + 1}`, share]))
}
