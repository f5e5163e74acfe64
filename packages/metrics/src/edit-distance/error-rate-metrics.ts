import { defineMetric } from '../define-metric.ts'
import type { Edit, Metric, MetricExample } from '../metric.ts'
import { MetricError } from '../metric-error.ts'
import { missingReference } from '../missing-reference.ts'
import { tooLong } from '../too-long.ts'
import type { EditCounts } from './edit-counts.ts'
import { characterCounts, wordCounts } from './error-rate.ts'
import { type ExplainedRate, explainCharacterErrors, explainWordErrors } from './error-rate-explanation.ts'
import { editDistanceLimits } from './levenshtein.ts'

const citation = {
  text:
    'Andrew Morris, Viktoria Maier, Phil Green. From WER and RIL to MER and WIL: improved evaluation measures for ' +
    'connected speech recognition. Interspeech 2004.',
  url: 'https://doi.org/10.21437/Interspeech.2004-668',
}

/** Word error rate with jiwer's defaults. */
export const werMetric = rateMetric({
  name: 'wer',
  title: 'WER',
  description: 'Words wrong, left out or added, as a share of the words of the reference. Case and punctuation count.',
  count: wordCounts,
  explain: explainWordErrors,
})

/** Character error rate with jiwer's defaults. */
export const cerMetric = rateMetric({
  name: 'cer',
  title: 'CER',
  description: 'Characters wrong, left out or added, as a share of the characters of the reference, spaces among them.',
  count: characterCounts,
  explain: explainCharacterErrors,
})

interface Rate {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly count: (prediction: string, reference: string, cells: number) => EditCounts
  readonly explain: (explained: ExplainedRate) => readonly Edit[]
}

interface Errors {
  /** Of the reference that they are counted against. */
  readonly index: number
  readonly errors: number
  readonly length: number
}

function rateMetric({ name, title, description, count, explain }: Rate): Metric {
  const rate = ({ errors, length }: Omit<Errors, 'index'>) => (length === 0 ? errors : errors / length)
  const least = ({ prediction, references }: MetricExample): Errors | undefined =>
    references
      .map((reference, index) => ({ index, ...errorsOf(count(prediction, reference, shareOf(references))) }))
      .sort((a, b) => rate(a) - rate(b))[0]
  return defineMetric({
    name,
    title,
    description,
    scores: [{ name, title, direction: 'lower', range: [0, null], unit: 'fraction', margin: 0.01 }],
    equals: 'jiwer 4.0.0',
    citation,
    scorer: {
      score: (example) => {
        const errors = bounded(() => least(example))
        return { [name]: errors === undefined ? null : rate(errors) }
      },
      reason: (example) => {
        if (example.references.length === 0) return missingReference(example)
        return bounded(() => least(example)) === undefined ? tooLong(title, example) : undefined
      },
      explain: (example) => {
        const index = bounded(() => least(example))?.index
        if (index === undefined) return []
        const { prediction, references } = example
        return explain({ score: name, prediction, reference: references[index] ?? '', index })
      },
      corpus: {
        statistics: ['errors', 'reference_length'],
        of: (example) => {
          const { errors, length } = bounded(() => least(example)) ?? { errors: 0, length: 0 }
          return [errors, length]
        },
        value: ([errors = 0, length = 0]) => ({ [name]: rate({ errors, length }) }),
      },
    },
  })
}

function errorsOf({ hits, substitutions, deletions, insertions }: EditCounts): Omit<Errors, 'index'> {
  return { errors: substitutions + deletions + insertions, length: hits + substitutions + deletions }
}

/** The references of one example share the work that is allowed for it. */
function shareOf(references: readonly string[]): number {
  return editDistanceLimits.alignment / references.length
}

/** What the work gives, or `undefined` where it would be too much. */
export function bounded<Value>(work: () => Value): Value | undefined {
  try {
    return work()
  } catch (error) {
    if (MetricError.is(error, 'TOO_LARGE')) return undefined
    throw error
  }
}
