import { MetricError } from '../metric-error.ts'
import { TextUnits } from '../text/text-units.ts'
import { TokenList } from '../text/token-list.ts'
import { eachWordOf } from '../text/white-space.ts'
import { MeteorAligner, type MeteorMatch } from './meteor-alignment.ts'
import { NltkReader, type TokenNumber } from './nltk-reader.ts'
import type { Synonyms } from './word-net.ts'

/** How texts are cut, what counts as the same, and how much fragments cost. */
export interface MeteorOptions {
  /** `nltk`: as nltk's word tokenizer, without sentence splitting. `whitespace`: as `str.split`. Default: `nltk`. */
  readonly tokenizer?: 'nltk' | 'whitespace'
  /** From `loadWordNet` or `wordNetSynonyms`. Without it the third stage is left out, and the score is another one. */
  readonly synonyms?: Synonyms
  /** Weight of precision in the mean, 0 to 1. Default: 0.9, which weighs recall nine times. */
  readonly alpha?: number
  /** Exponent of the share of chunks. Default: 3. */
  readonly beta?: number
  /** Most that fragments can cost, 0 to 1. Default: 0.5. */
  readonly gamma?: number
}

/** A METEOR score and what it was made of. */
export interface Meteor {
  /** 0 to 1; identical texts have 1 − 0.5/n³ for n words. */
  readonly score: number
  /** Matched share of the prediction's words. */
  readonly precision: number
  /** Matched share of the reference's words. */
  readonly recall: number
  readonly matches: readonly MeteorMatch[]
  /** Runs of matches that are adjacent in both texts. */
  readonly chunks: number
}

/** Scores a prediction against one or several references: the best one counts, the first at a tie. */
export type MeteorScorer = (prediction: string, references: string | readonly string[]) => Meteor

/**
 * METEOR of one prediction, equal to nltk 3.10.4. For many predictions make a scorer once with `createMeteor`.
 *
 * A. Lavie and A. Agarwal, METEOR: An Automatic Metric for MT Evaluation with High Levels of Correlation with Human
 * Judgments (2007). Words are matched by form, stem and synonym; (1 − γ·(chunks/matches)^β) · pr/(αp + (1−α)r).
 * It is nltk's METEOR, not the Java program's: no paraphrases, no function words.
 *
 * @throws MetricError `REFERENCE_MISSING`.
 *
 * @example
 * meteor('the cat sat', 'the cats sat', { synonyms: await loadWordNet() }).score
 */
export function meteor(prediction: string, references: string | readonly string[], options?: MeteorOptions): Meteor {
  return createMeteor(options)(prediction, references)
}

/** A METEOR scorer that keeps its words, stems and synonyms between calls; see `meteor`. */
export function createMeteor(options: MeteorOptions = {}): MeteorScorer {
  const aligner = new MeteorAligner(options.synonyms)
  const id = (units: Uint16Array, start: number, end: number) => aligner.id(units, start, end)
  const reader = options.tokenizer === 'whitespace' ? wordReader(id) : new NltkReader(id)
  const [hypothesis, wanted] = [new TokenList(), new TokenList()]
  return (prediction, references) => {
    if (aligner.rest()) reader.forget()
    reader.read(prediction, hypothesis)
    const scores = [references].flat().map((reference) => {
      reader.read(reference, wanted)
      return scored(aligner.align(hypothesis, wanted), [hypothesis.length, wanted.length], options)
    })
    if (scores.length === 0) {
      throw new MetricError('REFERENCE_MISSING', 'METEOR compares with a reference: give at least one.')
    }
    return scores.reduce((best, score) => (score.score > best.score ? score : best))
  }
}

/** Reads the words between white space. */
function wordReader(id: TokenNumber): Pick<NltkReader, 'read' | 'forget'> {
  const text = new TextUnits()
  return {
    read: (line, into) => {
      into.clear()
      eachWordOf(text.read(line), (start, end) => into.push(id(text.units, start, end)))
    },
    forget: () => {},
  }
}

function scored(
  matches: readonly MeteorMatch[],
  [predicted, wanted]: readonly [number, number],
  { alpha = 0.9, beta = 3, gamma = 0.5 }: MeteorOptions,
): Meteor {
  if (matches.length === 0) return { score: 0, precision: 0, recall: 0, matches, chunks: 0 }
  const [precision, recall] = [matches.length / predicted, matches.length / wanted]
  const mean = (precision * recall) / (alpha * precision + (1 - alpha) * recall)
  const chunks = countChunks(matches)
  const penalty = gamma * (chunks / matches.length) ** beta
  return { score: (1 - penalty) * mean, precision, recall, matches, chunks }
}

function countChunks(matches: readonly MeteorMatch[]): number {
  let chunks = 0
  let before: MeteorMatch | undefined
  for (const match of matches) {
    const adjacent = match.hypothesis - 1 === before?.hypothesis && match.reference - 1 === before.reference
    if (!adjacent) chunks++
    before = match
  }
  return chunks
}
