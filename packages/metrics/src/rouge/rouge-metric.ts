import { defineMetric } from '../define-metric.ts'
import type { ExampleScores, ScoreDeclaration } from '../metric.ts'
import { missingReference } from '../missing-reference.ts'
import { createRougeTypes } from './rouge.ts'
import { explainRouge } from './rouge-explanation.ts'
import type { RougeScore, RougeType } from './rouge-pair.ts'

const titles = { rougeL: 'ROUGE-L', rouge1: 'ROUGE-1', rouge2: 'ROUGE-2', rougeLsum: 'ROUGE-Lsum' } as const
const types = ['rougeL', 'rouge1', 'rouge2', 'rougeLsum'] as const satisfies readonly RougeType[]

/** ROUGE as summarization papers report it: stemmer on, F of four types, with precision and recall of each. */
export const rougeMetric = defineMetric({
  name: 'rouge',
  title: 'ROUGE',
  description:
    'Overlap of words, word pairs and longest common subsequences with the reference. It sees wording, not ' +
    'meaning, and only ASCII letters and digits.',
  scores: [
    ...types.map((type) => declared(type, titles[type])),
    ...types.flatMap((type) => [
      { ...declared(`${type}_precision`, `${titles[type]} precision`), is_detail: true },
      { ...declared(`${type}_recall`, `${titles[type]} recall`), is_detail: true },
    ]),
  ],
  equals: 'rouge-score 0.1.2',
  citation: {
    text:
      'Chin-Yew Lin. ROUGE: A Package for Automatic Evaluation of ' +
      'Summaries. Text Summarization Branches Out, 2004.',
    url: 'https://aclanthology.org/W04-1013/',
  },
  scorer: () => {
    const score = createRougeTypes(types, { stemmer: true })
    return {
      score: ({ prediction, references }) => named(score(prediction, references)),
      explain: explainRouge,
      reason: (example) => {
        if (example.references.length === 0) return missingReference(example)
        const scores = score(example.prediction, example.references)
        const long = types.filter((type) => scores.get(type) === null)
        return long.length === 0 ? undefined : `The texts are too long for ${long.join(' and ')}.`
      },
    }
  },
})

function declared(name: string, title: string): ScoreDeclaration {
  return { name, title, direction: 'higher', range: [0, 1], unit: 'fraction', margin: 0.01 }
}

function named(best: ReadonlyMap<RougeType, RougeScore | null>): ExampleScores {
  const scores: Record<string, number | null> = {}
  for (const type of types) {
    const score = best.get(type)
    scores[type] = score?.fmeasure ?? null
    scores[`${type}_precision`] = score?.precision ?? null
    scores[`${type}_recall`] = score?.recall ?? null
  }
  return scores
}
