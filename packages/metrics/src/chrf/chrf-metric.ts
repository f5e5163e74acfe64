import { defineMetric } from '../define-metric.ts'
import type { Metric } from '../metric.ts'
import { missingReference } from '../missing-reference.ts'
import { createChrf } from './chrf.ts'
import { explainChrf } from './chrf-explanation.ts'

const characterOrder = 6

interface Variant {
  readonly name: string
  readonly score: string
  readonly title: string
  readonly wordOrder: number
  readonly description: string
  readonly citation: Metric['citation']
}

/** chrF2 with sacrebleu's defaults. */
export const chrfMetric = variant({
  name: 'chrf',
  score: 'chrf',
  title: 'chrF',
  wordOrder: 0,
  description:
    'Overlap of one- to six-character sequences with the reference, recall weighing twice. It forgives word forms ' +
    'and works in any script.',
  citation: {
    text: 'Maja Popović. chrF: character n-gram F-score for automatic MT evaluation. WMT 2015.',
    url: 'https://aclanthology.org/W15-3049/',
  },
})

/** chrF2++: chrF with single words and word pairs, with sacrebleu's defaults. */
export const chrfPlusPlusMetric = variant({
  name: 'chrf++',
  score: 'chrf_plus_plus',
  title: 'chrF++',
  wordOrder: 2,
  description: 'Like chrF, with words and word pairs counted as well; closer to how people rank translations.',
  citation: {
    text: 'Maja Popović. chrF++: words helping character n-grams. WMT 2017.',
    url: 'https://aclanthology.org/W17-4770/',
  },
})

function variant({ name, score, title, wordOrder, description, citation }: Variant): Metric {
  return defineMetric({
    name,
    title,
    description,
    scores: [{ name: score, title, direction: 'higher', range: [0, 100], unit: 'percent', margin: 0.5 }],
    equals: `sacrebleu 2.6.0 (nrefs:var|case:mixed|eff:yes|nc:${characterOrder}|nw:${wordOrder}|space:no)`,
    citation,
    scorer: () => {
      const chrf = createChrf({ word_order: wordOrder })
      const statistics = statisticNames(wordOrder)
      return {
        score: ({ prediction, references }) => {
          const value = references.length === 0 ? null : chrf.score(chrf.count({ hypothesis: prediction, references }))
          return { [score]: value }
        },
        reason: missingReference,
        explain: (example) => explainChrf({ score, chrf, characterOrder, wordOrder }, example),
        corpus: {
          statistics,
          of: ({ prediction, references }) =>
            references.length === 0 ? statistics.map(() => 0) : chrf.count({ hypothesis: prediction, references }),
          value: (sums) => ({ [score]: chrf.score(sums) }),
        },
      }
    },
  })
}

function statisticNames(wordOrder: number): readonly string[] {
  const names = (kind: string, orders: number) =>
    Array.from({ length: orders }, (_, n) => [
      `hypothesis_${kind}_${n + 1}`,
      `reference_${kind}_${n + 1}`,
      `matching_${kind}_${n + 1}`,
    ]).flat()
  return [...names('characters', characterOrder), ...names('words', wordOrder)]
}
