import { defineMetric } from '../define-metric.ts'
import { missingReference } from '../missing-reference.ts'
import { exactMatch, tokenF1 } from './squad.ts'
import { explainTokenF1 } from './squad-explanation.ts'

const citation = {
  text:
    'Pranav Rajpurkar, Jian Zhang, Konstantin Lopyrev, Percy Liang. SQuAD: 100,000+ Questions for Machine ' +
    'Comprehension of Text. EMNLP 2016.',
  url: 'https://aclanthology.org/D16-1264/',
}

/** Whether the answer is one of the references, after SQuAD's normalisation. */
export const exactMatchMetric = defineMetric({
  name: 'exact_match',
  title: 'Exact match',
  description:
    'Whether the prediction is one of the references; case, ASCII ' +
    'punctuation, English articles and spacing do not count.',
  scores: [
    { name: 'exact_match', title: 'Exact match', direction: 'higher', range: [0, 1], unit: 'fraction', margin: 0.01 },
  ],
  equals: 'SQuAD v1.1 evaluation',
  citation,
  scorer: {
    score: ({ prediction, references }) => ({
      exact_match: references.length === 0 ? null : exactMatch(prediction, references),
    }),
    reason: missingReference,
  },
  caveats: ({ references }) => (references.some((text) => punctuated.test(text)) ? [numbers] : []),
})

/** A number that loses its sign or its decimal point. */
const punctuated = /^\s*(?:-\d+|-?\d*\.\d+)\s*$/

const numbers =
  'Exact match leaves punctuation out: 1.5 and 15 are the same to it, and 1.0 and 1 are not. numeric_closeness goes ' +
  'by what numbers are worth.'

/** Word overlap of short answers, after SQuAD's normalisation. */
export const tokenF1Metric = defineMetric({
  name: 'token_f1',
  title: 'Token F1',
  description: 'F1 of the words shared with the best reference, in any order, after the normalisation of exact match.',
  scores: [{ name: 'token_f1', title: 'Token F1', direction: 'higher', range: [0, 1], unit: 'fraction', margin: 0.01 }],
  equals: 'SQuAD v1.1 evaluation',
  citation,
  scorer: {
    score: ({ prediction, references }) => ({
      token_f1: references.length === 0 ? null : tokenF1(prediction, references),
    }),
    reason: missingReference,
    explain: explainTokenF1,
  },
})
