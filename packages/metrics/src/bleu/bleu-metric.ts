import { defineMetric } from '../define-metric.ts'
import type { CorpusScorer, Metric, MetricExample } from '../metric.ts'
import { missingReference } from '../missing-reference.ts'
import { shareOfUnspacedLetters } from '../text/foreign-letters.ts'
import { splitWords } from '../text/white-space.ts'
import { createBleu } from './bleu.ts'
import { explainBleu } from './bleu-explanation.ts'
import type { BleuStatistics } from './bleu-score.ts'
import type { BleuTokenization } from './bleu-tokenizer.ts'
import { createHuggingFaceBleu } from './hugging-face-bleu.ts'

const orders = 4
const citation = {
  text:
    'Kishore Papineni, Salim Roukos, Todd Ward, Wei-Jing Zhu. Bleu: a Method for Automatic Evaluation of Machine ' +
    'Translation. ACL 2002.',
  url: 'https://aclanthology.org/P02-1040/',
}

interface Variant {
  readonly name: string
  readonly title: string
  readonly tokenize: BleuTokenization
  readonly description: string
}

/** BLEU as translation papers report it: sacrebleu's defaults; per example with effective order. */
export const bleuMetric = variant({
  name: 'bleu',
  title: 'BLEU',
  tokenize: '13a',
  description:
    'Share of one- to four-word sequences that a reference has, with a penalty for being short. Made for whole ' +
    'corpora: papers cite corpus_bleu, which counts sequences over all examples; the mean over examples is ' +
    'another number. A corpus without one common four-word sequence has about 0. Words end at spaces: for Chinese ' +
    'use bleu_zh, for other scripts without spaces bleu_char.',
})

/** BLEU of Chinese: every Han character is a token. */
export const bleuChineseMetric = variant({
  name: 'bleu_zh',
  title: 'BLEU (Chinese)',
  tokenize: 'zh',
  description: 'BLEU with every Chinese character as a word of its own, and other words as in bleu.',
})

/** BLEU of characters, for scripts that put no spaces between words. */
export const bleuCharacterMetric = variant({
  name: 'bleu_char',
  title: 'BLEU (characters)',
  tokenize: 'char',
  description:
    'BLEU with every character as a word of its own, for scripts that put no spaces between words, such as Japanese ' +
    'and Thai.',
})

/** BLEU with the international tokenization of mteval v14. */
export const bleuInternationalMetric = variant({
  name: 'bleu_intl',
  title: 'BLEU (international)',
  tokenize: 'intl',
  description: 'BLEU with punctuation and symbols of any script set apart, where bleu knows those of ASCII alone.',
})

const manyLetters = 0.2

function caveats(
  { name, tokenize }: Pick<Variant, 'name' | 'tokenize'>,
  { references }: MetricExample,
): readonly string[] {
  const isUnspaced = tokenize === '13a' || tokenize === 'intl'
  const found: string[] = []
  if (isUnspaced && references.some((text) => shareOfUnspacedLetters(text) > manyLetters)) {
    found.push(
      `${name} takes for one word what stands between two spaces, so that texts without spaces share few words or ` +
        'none. Use bleu_zh for Chinese, bleu_char for other such scripts.',
    )
  } else if (tokenize === '13a' && references.every((text) => splitWords(text).length < orders)) {
    found.push(
      `Of fewer than ${orders} words there is no sequence of ${orders}: corpus_${name} is 0 unless some example has ` +
        `one in common with its reference, while ${name} of one example counts the sequences that there are.`,
    )
  }
  return found
}

function variant({ name, title, tokenize, description }: Variant): Metric {
  return defineMetric({
    name,
    title,
    description,
    scores: [{ name, title, direction: 'higher', range: [0, 100], unit: 'percent', margin: 0.5 }],
    equals: `sacrebleu 2.6.0 (nrefs:var|case:mixed|eff:no|tok:${tokenize}|smooth:exp; of one example eff:yes)`,
    citation,
    caveats: (example) => caveats({ name, tokenize }, example),
    scorer: () => {
      const sentence = createBleu({ tokenize, effective_order: true })
      const whole = createBleu({ tokenize })
      const count = ({ prediction, references }: MetricExample) =>
        references.length === 0 ? undefined : sentence.count({ hypothesis: prediction, references })
      return {
        score: (example) => {
          const counted = count(example)
          return { [name]: counted === undefined ? null : Math.min(100, sentence.score(counted).score) }
        },
        reason: missingReference,
        explain: (example) => explainBleu({ score: name, tokenize }, example),
        corpus: corpus(count, (statistics) => ({ [name]: Math.min(100, whole.score(statistics).score) })),
      }
    },
  })
}

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
      explain: (example) => explainBleu({ score: 'bleu_hf', tokenize: '13a' }, example),
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
