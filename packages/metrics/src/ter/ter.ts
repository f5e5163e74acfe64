import { MetricError } from '../metric-error.ts'
import {
  presentReferences,
  type ReferenceStreams,
  referenceCount,
  type Segment,
  type SegmentReferences,
  segmentsOf,
  signatureVersion,
} from '../text/references.ts'
import { Vocabulary } from '../text/vocabulary.ts'
import { EditRate, terLimits } from './edit-rate.ts'
import { type TerReading, terReferenceWords, terWords } from './ter-tokenizer.ts'

/** How texts are read. */
export type TerOptions = TerReading

/** Sums over segments, which is all that TER needs of a corpus. */
export interface TerStatistics {
  /** Least number of edits over the references: insertions, deletions, substitutions, shifts. */
  readonly edits: number
  /** Mean number of words of the references. */
  readonly reference_length: number
}

/** A TER score that can be cited. */
export interface Ter extends TerStatistics {
  /** 100 · edits / reference length; 0 is a perfect match, there is no upper bound. */
  readonly score: number
  /** What sacrebleu would sign it with. */
  readonly signature: string
}

/**
 * Translation edit rate of a corpus, equal to sacrebleu 2.6.0.
 *
 * M. Snover et al., A Study of Translation Edit Rate with Targeted Human Annotation (2006). Edits are insertions,
 * deletions, substitutions and shifts of up to ten words, found greedily; in percent of the mean reference length.
 *
 * @throws MetricError `REFERENCE_MISSING`, and `TOO_LARGE` for texts beyond `terLimits`.
 *
 * @example
 * corpusTer(['on the mat the cat sat'], [['the cat sat on the mat']]).edits // 1
 */
export function corpusTer(hypotheses: readonly string[], references: ReferenceStreams, options: TerOptions = {}): Ter {
  return createTer(options).corpus(segmentsOf(hypotheses, references))
}

/** TER of one segment; like `corpusTer`. */
export function sentenceTer(hypothesis: string, references: SegmentReferences, options: TerOptions = {}): Ter {
  return createTer(options).corpus([{ hypothesis, references: presentReferences(references) }])
}

/** TER in steps, with scratch memory kept between calls: count segments, add counts up, score. */
export interface TerComputer {
  /** `null` for texts beyond `terLimits`. */
  count(segment: Segment): TerStatistics | null
  score(statistics: TerStatistics): number
  corpus(segments: readonly Segment[]): Ter
}

/** A TER of these options that keeps its memory between calls. */
export function createTer(options: TerOptions = {}): TerComputer {
  const rate = new EditRate()
  const yesNo = (value: boolean | undefined) => (value ? 'yes' : 'no')
  const parameters = [
    `case:${options.case_sensitive ? 'mixed' : 'lc'}|tok:tercom`,
    `norm:${yesNo(options.normalized)}`,
    `punct:${yesNo(!options.no_punct)}`,
    `asian:${yesNo(options.asian_support)}`,
  ].join('|')

  const count = ({ hypothesis, references }: Segment): TerStatistics | null => {
    const vocabulary = new Vocabulary()
    const numbers = (words: readonly string[]) => Int32Array.from(words, (word) => vocabulary.id(word))
    const words = numbers(terWords(hypothesis, options))
    let [least, lengths] = [Number.POSITIVE_INFINITY, 0]
    for (const reference of references) {
      const target = numbers(terReferenceWords(reference, options))
      const edits = rate.edits(words, target, terLimits.work / references.length)
      if (edits === null) return null
      least = Math.min(least, edits)
      lengths += target.length
    }
    return { edits: least, reference_length: lengths / references.length }
  }
  return {
    count,
    score: terScore,
    corpus: (segments) => {
      let [edits, reference_length] = [0, 0]
      for (const segment of segments) {
        const counted = count(segment)
        if (counted === null) throw tooLong()
        edits += counted.edits
        reference_length += counted.reference_length
      }
      const signature = `nrefs:${referenceCount(segments)}|${parameters}|${signatureVersion}`
      return { score: terScore({ edits, reference_length }), edits, reference_length, signature }
    },
  }
}

function terScore({ edits, reference_length }: TerStatistics): number {
  if (reference_length > 0) return 100 * (edits / reference_length)
  return edits > 0 ? 100 : 0
}

function tooLong(): MetricError {
  return new MetricError('TOO_LARGE', 'A pair of texts is too long for TER, see terLimits. Split it into sentences.')
}
