import { defineMetric } from '../define-metric.ts'
import { missingReference } from '../missing-reference.ts'
import { eachWord } from '../text/white-space.ts'

const citation = {
  text: 'Assay, documentation of @assay/metrics.',
  url: 'https://www.npmjs.com/package/@assay/metrics',
}

/** Words between white space. */
function countWords(text: string): number {
  let words = 0
  eachWord(text, () => words++)
  return words
}

/** Tokens by the rule of thumb of three words to four tokens: ⌊words / 0.75⌋, as Lumigator counts them. */
export function tokenLength(text: string): number {
  return Math.floor(countWords(text) / 0.75)
}

/** The estimated number of tokens of the prediction and of the first reference. */
export const tokenLengthMetric = defineMetric({
  name: 'token_length',
  title: 'Token length',
  description:
    'Estimated tokens (words / 0.75, rounded down) of the prediction and of the first reference. No length is ' +
    'better than another.',
  scores: [
    {
      name: 'pred_token_length',
      title: 'Tokens of the prediction',
      direction: 'neutral',
      range: [0, null],
      unit: 'tokens',
      margin: 5,
    },
    {
      name: 'ref_token_length',
      title: 'Tokens of the reference',
      direction: 'neutral',
      range: [0, null],
      unit: 'tokens',
      margin: 5,
    },
  ],
  equals: 'Lumigator token_length',
  citation,
  scorer: {
    score: ({ prediction, references: [reference] }) => ({
      pred_token_length: tokenLength(prediction),
      ref_token_length: reference === undefined ? null : tokenLength(reference),
    }),
    reason: missingReference,
  },
})

/** How long the prediction is, measured in references. */
export const lengthRatioMetric = defineMetric({
  name: 'length_ratio',
  title: 'Length ratio',
  description:
    'Words of the prediction for each word of the references (their mean length): 1 is the same length. No ratio ' +
    'is better than another.',
  scores: [
    {
      name: 'length_ratio',
      title: 'Length ratio',
      direction: 'neutral',
      range: [0, null],
      unit: 'ratio',
      margin: 0.05,
    },
  ],
  citation,
  scorer: {
    score: ({ prediction, references }) => ({ length_ratio: ratio(countWords(prediction), meanWords(references)) }),
    reason: (example) => {
      if (example.references.length === 0) return missingReference(example)
      return meanWords(example.references) === 0 ? 'The references have no words.' : undefined
    },
  },
})

/** How much shorter than the input the prediction is. */
export const compressionRatioMetric = defineMetric({
  name: 'compression_ratio',
  title: 'Compression ratio',
  description:
    'Words of the input for each word of the prediction. No ratio is better than another: one word compresses most.',
  scores: [
    {
      name: 'compression_ratio',
      title: 'Compression ratio',
      direction: 'neutral',
      range: [0, null],
      unit: 'ratio',
      margin: 0.5,
    },
  ],
  columns: ['input', 'prediction'],
  citation: {
    text:
      'Max Grusky, Mor Naaman, Yoav Artzi. Newsroom: A Dataset of 1.3 Million Summaries with Diverse Extractive ' +
      'Strategies. NAACL 2018.',
    url: 'https://aclanthology.org/N18-1065/',
  },
  scorer: {
    score: ({ input, prediction }) => ({
      compression_ratio: input === undefined ? null : ratio(countWords(input), countWords(prediction)),
    }),
    reason: ({ input, prediction }) => {
      if (input === undefined) return 'The example has no input.'
      return countWords(prediction) === 0 ? 'The prediction has no words.' : undefined
    },
  },
})

function meanWords(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + countWords(text), 0) / texts.length
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}
