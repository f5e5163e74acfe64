import { defineMetric } from '../define-metric.ts'
import type { CorpusScorer, MetricExample } from '../metric.ts'
import { missingReference } from '../missing-reference.ts'
import { createBleu } from './bleu.ts'
import { explainBleu } from './bleu-explanation.ts'
import type { BleuStatistics } from './bleu-score.ts'
import { createHuggingFaceBleu } from './hugging-face-bleu.ts'

const orders = 4
const citation = {
  text:
    'Kishore Papineni, Salim Roukos, Todd Ward, Wei-Jing Zhu. Bleu: a Method for Automatic Evaluation of Machine ' +
    'Translation. ACL 2002.',
  url: 'https://aclanthology.org/P02-1040/',
}

/** BLEU as translation papers report it: sacrebleu's defaults; per example with effective order. */
export const bleuMetric = defineMetric({
  name: 'bleu',
  title: 'BLEU',
  description:
    'Share of one- to four-word sequences that a reference has, with a penalty for being short. Made for whole ' +
    'corpora: the value of one example is rough.',
  scores: [{ name: 'bleu', title: 'BLEU', direction: 'higher', range: [0, 100], unit: 'percent', margin: 0.5 }],
  equals: 'sacrebleu 2.6.0 (nrefs:var|case:mixed|eff:no|tok:13a|smooth:exp; of one example eff:yes)',
  citation,
  scorer: () => {
    const sentence = createBleu({ effective_order: true })
    const whole = createBleu()
    const count = ({ prediction, references }: MetricExample) =>
      references.length === 0 ? undefined : sentence.count({ hypothesis: prediction, references })
    return {
      score: (example) => {
        const counted = count(example)
        return { bleu: counted === undefined ? null : Math.min(100, sentence.score(counted).score) }
      },
      reason: missingReference,
      explain: (example) => explainBleu('bleu', example),
      corpus: corpus(count, (statistics) => ({ bleu: Math.min(100, whole.score(statistics).score) })),
    }
  },
})

/** BLEU as Hugging Face's `evaluate`, and with it Lumigator, reports it. */
export const huggingFaceBleuMetric = defineMetric({
  name: 'bleu_hf',
  title: 'BLEU (Hugging Face)',
  description:
    'BLEU as the evaluate library has it: 0 to 1, no smoothing, the shortest reference counts. One example ' +
    'without a common four-word sequence scores 0.',
  scores: [
    {
      name: 'bleu_hf',
      title: 'BLEU (Hugging Face)',
      direction: 'higher',
      range: [0, 1],
      unit: 'fraction',
      margin: 0.005,
    },
  ],
  equals: 'evaluate BLEU (tensorflow-nmt)',
  citation,
  scorer: () => {
    const { count, score } = createHuggingFaceBleu({})
    const counted = ({ prediction, references }: MetricExample) =>
      references.length === 0 ? undefined : count(prediction, references)
    return {
      score: (example) => {
        const statistics = counted(example)
        return { bleu_hf: statistics === undefined ? null : (score(statistics)?.bleu ?? null) }
      },
      explain: (example) => explainBleu('bleu_hf', example),
      reason: (example) => {
        const statistics = counted(example)
        if (statistics === undefined) return missingReference(example)
        return score(statistics) === null ? 'The prediction or a reference has no token.' : undefined
      },
      corpus: corpus(counted, (statistics) => ({ bleu_hf: score(statistics)?.bleu ?? 0 })),
    }
  },
})

function corpus(
  count: (example: MetricExample) => BleuStatistics | undefined,
  value: (statistics: BleuStatistics) => Readonly<Record<string, number>>,
): CorpusScorer {
  const numbered = (name: string) => Array.from({ length: orders }, (_, n) => `${name}_${n + 1}`)
  const statistics = ['hypothesis_length', 'reference_length', ...numbered('matches'), ...numbered('ngrams')]
  return {
    statistics,
    of: (example) => {
      const counted = count(example)
      if (counted === undefined) return statistics.map(() => 0)
      return [counted.hypothesis_length, counted.reference_length, ...counted.counts, ...counted.totals]
    },
    value: (sums) => {
      const [hypothesis_length = 0, reference_length = 0] = sums
      const [counts, totals] = [sums.slice(2, 2 + orders), sums.slice(2 + orders)]
      return value({ hypothesis_length, reference_length, counts, totals })
    },
  }
}
