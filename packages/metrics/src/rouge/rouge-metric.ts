import { defineMetric } from '../define-metric.ts'
import type { ExampleScores, Metric, MetricExample, ScoreDeclaration } from '../metric.ts'
import { missingReference } from '../missing-reference.ts'
import { shareOfForeignLetters } from '../text/foreign-letters.ts'
import { tooLong } from '../too-long.ts'
import { createRougeTypes } from './rouge.ts'
import { explainRouge } from './rouge-explanation.ts'
import type { RougeReading, RougeScore, RougeType } from './rouge-pair.ts'

const titles = { rougeL: 'ROUGE-L', rouge1: 'ROUGE-1', rouge2: 'ROUGE-2', rougeLsum: 'ROUGE-Lsum' } as const
const types = ['rougeL', 'rouge1', 'rouge2', 'rougeLsum'] as const satisfies readonly RougeType[]

const lines =
  'ROUGE-Lsum compares line by line: put each sentence on a line of its own (a line break, not a space), or it ' +
  'equals ROUGE-L.'

const citation = {
  text:
    'Chin-Yew Lin. ROUGE: A Package for Automatic Evaluation of ' + 'Summaries. Text Summarization Branches Out, 2004.',
  url: 'https://aclanthology.org/W04-1013/',
}

/** ROUGE as summarization papers report it: stemmer on, F of four types, with precision and recall of each. */
export const rougeMetric: Metric = defineMetric({
  name: 'rouge',
  title: 'ROUGE',
  description:
    'Overlap of words, word pairs and longest common subsequences with the reference. It sees wording, not ' +
    `meaning, and only ASCII letters and digits: other letters cut words in two, see rouge_unicode. ${lines}`,
  scores: [
    ...types.map((type) => declared(type, titles[type])),
    ...types.flatMap((type) => [
      { ...declared(`${type}_precision`, `${titles[type]} precision`), is_detail: true },
      { ...declared(`${type}_recall`, `${titles[type]} recall`), is_detail: true },
    ]),
  ],
  equals: 'rouge-score 0.1.2',
  citation,
  scorer: () => scorer({ stemmer: true, tokenizer: 'ascii' }, ''),
  caveats: (example) => [...foreignLetters(example), ...missingLines(example)],
})

/** ROUGE over words of any script. Another score than ROUGE, and so named. */
export const rougeUnicodeMetric: Metric = defineMetric({
  name: 'rouge_unicode',
  title: 'ROUGE (Unicode)',
  description:
    'ROUGE over words of letters and digits of any script, English ones stemmed; of Han, kana, Thai, Lao, Khmer and ' +
    `Burmese, every character is a word. Not the ROUGE that papers of English texts report. ${lines}`,
  scores: types.map((type) => declared(`${type}_unicode`, `${titles[type]} (Unicode)`)),
  citation,
  scorer: () => scorer({ stemmer: true, tokenizer: 'unicode' }, '_unicode'),
  caveats: missingLines,
})

function scorer(reading: RougeReading, suffix: '' | '_unicode') {
  const score = createRougeTypes(types, reading)
  return {
    score: ({ prediction, references }: MetricExample) => named(score(prediction, references), suffix),
    explain: (example: MetricExample) => explainRouge({ reading, suffix }, example),
    reason: (example: MetricExample) => {
      if (example.references.length === 0) return missingReference(example)
      const scores = score(example.prediction, example.references)
      const long = types.filter((type) => scores.get(type) === null)
      return long.length === 0 ? undefined : tooLong(long.map((type) => titles[type]).join(' and '), example)
    },
  }
}

/** So many of the letters of a reference that it matters. */
const manyLetters = 0.02

function foreignLetters({ references }: MetricExample): readonly string[] {
  if (references.every((text) => shareOfForeignLetters(text) <= manyLetters)) return []
  return [
    'ROUGE knows ASCII letters and digits alone: words of the references are cut at other letters (zurück is zur, ' +
      'ck) or not seen at all. The metric rouge_unicode reads words of any script.',
  ]
}

function missingLines({ prediction, references }: MetricExample): readonly string[] {
  const isUnbroken = [prediction, ...references].every((text) => !text.trim().includes('\n'))
  return isUnbroken && references.some((text) => /[.!?]\s+\p{Lu}/u.test(text)) ? [lines] : []
}

function declared(name: string, title: string): ScoreDeclaration {
  return { name, title, direction: 'higher', range: [0, 1], unit: 'fraction', margin: 0.01 }
}

function named(best: ReadonlyMap<RougeType, RougeScore | null>, suffix: '' | '_unicode'): ExampleScores {
  const scores: Record<string, number | null> = {}
  for (const type of types) {
    const score = best.get(type)
    scores[`${type}${suffix}`] = score?.fmeasure ?? null
    if (suffix !== '') continue
    scores[`${type}_precision`] = score?.precision ?? null
    scores[`${type}_recall`] = score?.recall ?? null
  }
  return scores
}
