import { MetricError } from '../metric-error.ts'
import { fixed } from '../text/fixed.ts'
import {
  presentReferences,
  type ReferenceStreams,
  referenceCount,
  type Segment,
  type SegmentReferences,
  segmentsOf,
  signatureVersion,
} from '../text/references.ts'
import { BleuCounter, closestLength, sumStatistics } from './bleu-counter.ts'
import {
  type BleuScore,
  type BleuSmoothing,
  type BleuStatistics,
  bleuLine,
  bleuScore,
  defaultSmoothingValue,
} from './bleu-score.ts'
import { type BleuTokenization, bleuTokenizers } from './bleu-tokenizer.ts'

/** How texts are cut and counts become a score. */
export interface BleuOptions {
  /** Default: `13a`. */
  readonly tokenize?: BleuTokenization
  /** Default: `false`. */
  readonly lowercase?: boolean
  /** Longest n-gram. Default: 4. */
  readonly max_order?: number
  /** Default: `exp`. */
  readonly smoothing?: BleuSmoothing
  /** Default: 0.1 for `floor`, 1 for `add-k`. */
  readonly smoothing_value?: number
  /**
   * Whether orders that the hypotheses are too short for are left out. Default: `true` for a sentence, else `false`.
   */
  readonly effective_order?: boolean
}

/** A BLEU score that can be cited. */
export interface Bleu extends BleuScore {
  /** What sacrebleu would sign it with: every parameter and the number of references. */
  readonly signature: string
  /** What sacrebleu would print. */
  readonly line: string
}

/**
 * BLEU of a corpus, equal to sacrebleu 2.6.0: n-gram counts are summed over segments, then scored once.
 *
 * K. Papineni et al., Bleu: a Method for Automatic Evaluation of Machine Translation (2002); M. Post, A Call for
 * Clarity in Reporting BLEU Scores (2018). BP · exp(Σ log pₙ / N), in percent. Streams of unequal length are cut to the
 * shortest.
 *
 * @throws MetricError `REFERENCE_MISSING`, `OPTION_INVALID`.
 *
 * @example
 * corpusBleu(['the cat sat on the mat'], [['the cat is on the mat']]).signature
 * // nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0
 */
export function corpusBleu(
  hypotheses: readonly string[],
  references: ReferenceStreams,
  options: BleuOptions = {},
): Bleu {
  return createBleu(options).corpus(segmentsOf(hypotheses, references))
}

/** BLEU of one segment; like `corpusBleu`, with `effective_order` on unless told otherwise. */
export function sentenceBleu(hypothesis: string, references: SegmentReferences, options: BleuOptions = {}): Bleu {
  const segment = { hypothesis, references: presentReferences(references) }
  return createBleu({ effective_order: true, ...options }).corpus([segment])
}

/** BLEU in steps, with caches kept between calls: count segments, add counts up, score. */
export interface BleuComputer {
  count(segment: Segment): BleuStatistics
  score(statistics: BleuStatistics): BleuScore
  corpus(segments: readonly Segment[]): Bleu
}

/** A BLEU of these options that keeps its caches between calls. */
export function createBleu(options: BleuOptions = {}): BleuComputer {
  const { tokenize = '13a', lowercase = false, max_order = 4, smoothing = 'exp', effective_order = false } = options
  check(tokenize, smoothing, max_order)
  const smoothing_value = options.smoothing_value ?? defaultSmoothingValue[smoothing]
  const formula = { smoothing, smoothing_value, effective_order }
  const counter = new BleuCounter({ tokenize, lowercase, stripEnd: true }, max_order, closestLength)
  const smooth =
    smoothing === 'floor' || smoothing === 'add-k' ? `${smoothing}[${fixed(smoothing_value, 2)}]` : smoothing
  const parameters =
    `case:${lowercase ? 'lc' : 'mixed'}|eff:${effective_order ? 'yes' : 'no'}|` + `tok:${tokenize}|smooth:${smooth}`

  const count = ({ hypothesis, references }: Segment) => counter.count(hypothesis, references)
  const score = (statistics: BleuStatistics) => bleuScore(statistics, formula)
  return {
    count,
    score,
    corpus: (segments) => {
      const result = score(sumStatistics(segments.map(count), max_order))
      const signature = `nrefs:${referenceCount(segments)}|${parameters}|${signatureVersion}`
      return { ...result, signature, line: bleuLine(result) }
    },
  }
}

function check(tokenize: string, smoothing: string, max_order: number): void {
  if (!(tokenize in bleuTokenizers)) throw invalid('tokenize', tokenize, Object.keys(bleuTokenizers).join(', '))
  if (!(smoothing in defaultSmoothingValue)) {
    throw invalid('smoothing', smoothing, Object.keys(defaultSmoothingValue).join(', '))
  }
  if (!Number.isInteger(max_order) || max_order < 1)
    throw invalid('max_order', String(max_order), 'a whole number from 1')
}

function invalid(option: string, value: string, allowed: string): MetricError {
  return new MetricError('OPTION_INVALID', `BLEU's ${option} cannot be "${value}": use ${allowed}.`, {
    data: { option },
  })
}
