import { defineMetric } from '../define-metric.ts'
import type { MetricExample } from '../metric.ts'
import { missingReference } from '../missing-reference.ts'
import { tooLong } from '../too-long.ts'
import { bounded } from './error-rate-metrics.ts'
import { createJaroWinkler } from './jaro.ts'
import { createLevenshtein, editDistanceLimits } from './levenshtein.ts'

/** Levenshtein distance and similarity of the whole texts, to the nearest reference. */
export const levenshteinMetric = defineMetric({
  name: 'levenshtein',
  title: 'Levenshtein',
  description: 'Characters to insert, delete or replace to get the nearest reference, and the similarity from that.',
  scores: [
    {
      name: 'levenshtein',
      title: 'Levenshtein distance',
      direction: 'lower',
      range: [0, null],
      unit: 'characters',
      margin: 1,
    },
    {
      name: 'levenshtein_similarity',
      title: 'Levenshtein similarity',
      direction: 'higher',
      range: [0, 1],
      unit: 'fraction',
      margin: 0.01,
    },
  ],
  equals: 'rapidfuzz 3.14.6',
  citation: {
    text:
      'Vladimir Levenshtein. Binary codes capable of correcting deletions, insertions and reversals. Soviet ' +
      'Physics Doklady 10(8), 1966.',
    url: 'https://nymity.ch/sybilhunting/pdf/Levenshtein1966a.pdf',
  },
  scorer: () => {
    const compare = createLevenshtein()
    const scored = ({ prediction, references }: MetricExample) =>
      bounded(() => {
        const cells = editDistanceLimits.bits / references.length
        return references.map((reference) => compare(prediction, reference, { cells }))
      })
    return {
      score: (example) => {
        const found = scored(example) ?? []
        return {
          levenshtein: least(found.map(({ distance }) => distance)),
          levenshtein_similarity: greatest(found.map(({ similarity }) => similarity)),
        }
      },
      reason: (example) => {
        if (example.references.length === 0) return missingReference(example)
        return scored(example) === undefined ? tooLong('a Levenshtein distance', example) : undefined
      },
    }
  },
})

/** Jaro–Winkler similarity of the whole texts, to the most similar reference. */
export const jaroWinklerMetric = defineMetric({
  name: 'jaro_winkler',
  title: 'Jaro–Winkler',
  description:
    'Similarity of short strings such as names: common characters in near places, a common beginning counts more.',
  scores: [
    {
      name: 'jaro_winkler',
      title: 'Jaro–Winkler similarity',
      direction: 'higher',
      range: [0, 1],
      unit: 'fraction',
      margin: 0.01,
    },
  ],
  equals: 'rapidfuzz 3.14.6',
  citation: {
    text:
      'William Winkler. String Comparator Metrics and Enhanced Decision Rules in the Fellegi–Sunter Model of ' +
      'Record Linkage. ASA 1990.',
    url: 'https://eric.ed.gov/?id=ED325505',
  },
  scorer: () => {
    const similarity = createJaroWinkler()
    return {
      score: ({ prediction, references }) => ({
        jaro_winkler: greatest(references.map((reference) => similarity(prediction, reference))),
      }),
      reason: missingReference,
    }
  },
})

function least(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.min(...values)
}

function greatest(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values)
}
