import { defineMetric } from '../define-metric.ts'
import { missingReference } from '../missing-reference.ts'
import { lastNumber, numericCloseness } from './numeric.ts'

const citation = {
  text: 'Assay, documentation of @assay/metrics.',
  url: 'https://www.npmjs.com/package/@assay/metrics',
}

/** Whether a reference stands in the prediction as it is. */
export const containsMetric = defineMetric({
  name: 'contains',
  title: 'Contains',
  description: 'Whether one of the references stands in the prediction, letter by letter, upper and lower case apart.',
  scores: [{ name: 'contains', title: 'Contains', direction: 'higher', range: [0, 1], unit: 'fraction', margin: 0.01 }],
  citation,
  scorer: {
    score: ({ prediction, references }) => ({
      contains: references.length === 0 ? null : Number(references.some((text) => prediction.includes(text))),
    }),
    reason: missingReference,
  },
})

/** How close the last number of the prediction is to that of a reference. */
export const numericClosenessMetric = defineMetric({
  name: 'numeric_closeness',
  title: 'Numeric closeness',
  description: 'One minus the relative error of the last number in the prediction, not below 0; 0 if it has no number.',
  scores: [
    {
      name: 'numeric_closeness',
      title: 'Numeric closeness',
      direction: 'higher',
      range: [0, 1],
      unit: 'fraction',
      margin: 0.01,
    },
  ],
  citation,
  scorer: {
    score: ({ prediction, references }) => {
      const wanted = references.map(lastNumber).filter((number) => number !== null)
      const found = lastNumber(prediction)
      if (wanted.length === 0) return { numeric_closeness: null }
      const closeness = wanted.map((number) => (found === null ? 0 : numericCloseness(found, number)))
      return { numeric_closeness: Math.max(...closeness) }
    },
    reason: (example) => {
      if (example.references.length === 0) return missingReference(example)
      return example.references.every((text) => lastNumber(text) === null) ? 'No reference has a number.' : undefined
    },
  },
})
