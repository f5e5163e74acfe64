import { defineMetric } from '../define-metric.ts'
import type { MetricExample } from '../metric.ts'
import { missingReference } from '../missing-reference.ts'
import { tooLong } from '../too-long.ts'
import { createTer } from './ter.ts'
import { explainTer } from './ter-explanation.ts'

/** TER with sacrebleu's defaults: lower case, words between white space. */
export const terMetric = defineMetric({
  name: 'ter',
  title: 'TER',
  description:
    'Edits (insertions, deletions, substitutions, moved blocks) that turn the prediction into the reference, in ' +
    'percent of its length.',
  scores: [{ name: 'ter', title: 'TER', direction: 'lower', range: [0, null], unit: 'percent', margin: 1 }],
  cost: 'heavy',
  equals: 'sacrebleu 2.6.0 (nrefs:var|case:lc|tok:tercom|norm:no|punct:yes|asian:no)',
  citation: {
    text:
      'Matthew Snover, Bonnie Dorr, Richard Schwartz, Linnea Micciulla, John Makhoul. A Study of Translation Edit ' +
      'Rate with Targeted Human Annotation. AMTA 2006.',
    url: 'https://aclanthology.org/2006.amta-papers.25/',
  },
  scorer: () => {
    const ter = createTer()
    const count = ({ prediction, references }: MetricExample) =>
      references.length === 0 ? null : ter.count({ hypothesis: prediction, references })
    return {
      score: (example) => {
        const counted = count(example)
        return { ter: counted === null ? null : ter.score(counted) }
      },
      reason: (example) => {
        if (example.references.length === 0) return missingReference(example)
        return count(example) === null ? tooLong('TER', example) : undefined
      },
      explain: explainTer,
      corpus: {
        statistics: ['edits', 'reference_length'],
        of: (example) => {
          const { edits, reference_length } = count(example) ?? { edits: 0, reference_length: 0 }
          return [edits, reference_length]
        },
        value: ([edits = 0, reference_length = 0]) => ({ ter: ter.score({ edits, reference_length }) }),
      },
    }
  },
})
