import { MetricError } from '../../metric-error.ts'
import { boundedMean } from '../bounded/bounded-mean.ts'
import type { Interval } from '../interval/intervals.ts'
import { checkLevel, checkSameLength, finite, type Numbers } from '../sample/check.ts'
import { differences, mean } from '../sample/moments.ts'

/** Scores of a judge for all examples, and labels of people for some of them. */
export interface JudgedScores {
  /** The judge's score of each example. */
  readonly judged: Numbers
  /** The score that people gave; null where nobody has labelled the example. Those must have been drawn at random. */
  readonly labels: readonly (number | null)[]
  /** Least and greatest possible score, of judge and people alike; of differences, from −width to width. */
  readonly range: readonly [number, number]
}

/** A mean in which labels have corrected the judge, in units of the scores. */
export interface CorrectedMean extends Interval {
  readonly estimate: number
  /** Two-sided p-value of "the mean is 0". */
  readonly p_value: number
  /** How much the judge counts: 0, as if there were no judge, to 1, as if it differed from people by a constant. */
  readonly weight: number
  /** Mean of the judge's scores, uncorrected. */
  readonly judged: number
  /** Mean of judge − label over the labelled examples: above 0, the judge is too kind. */
  readonly bias: number
  /** Number of labels. */
  readonly labels: number
  /** How far the interval reaches below and above the estimate because labels are few, and because examples are. */
  readonly reach: { readonly labels: number; readonly examples: number }
}

/**
 * The mean score that people would give, from a judge's scores of all examples and people's labels of some: the mean of
 * label − weight · judged over the labelled examples, plus weight · mean of judged over all. The weight is the slope of
 * labels on scores, within 0…1, which makes the interval narrowest; a judge that says nothing of the labels gets none.
 *
 * Both means are bounded by Gaffke's method, by the range, so that rare errors of the judge, of which few labels hold
 * none, are reckoned with; the two reaches are joined as the sides of a right angle (MOVER). p_value is the level at
 * which the interval begins to hold 0, no less than 1e-12.
 *
 * Source: A. N. Angelopoulos et al., Prediction-powered inference, Science 382 (2023), and PPI++, arXiv 2311.01453; G.
 * Y. Zou, A. Donner, Statistics in Medicine 27 (2008), for joining intervals.
 *
 * @throws MetricError `LENGTHS_DIFFER`, `NOT_FINITE`, `LEVEL_INVALID`; `RANGE_INVALID` for a score beyond the range or
 * a range without width; `EMPTY` below two labels
 * @example
 * correctedMean({ judged: [4, 5, 3, 5], labels: [3, null, 3, null], range: [1, 5] }).estimate
 */
export function correctedMean(scores: JudgedScores, { level = 0.95 } = {}): CorrectedMean {
  checkLevel(level)
  const { all, judged, labels } = paired(scores)
  const weight = slopeOf(judged, labels)
  const weighted = Float64Array.from(judged, (score) => weight * score)
  const [least, greatest] = scores.range
  const rest = differences(weighted, labels)
  const restMean = boundedMean({ values: rest, least: least - weight * greatest, greatest: greatest - weight * least })
  const judgedMean = boundedMean({ values: all, least, greatest })
  const [restCentre, judgedCentre] = [mean(rest), mean(all)]
  const estimate = restCentre + weight * judgedCentre
  const parts = (at: number) => ({
    ofLabels: reachesOf(restMean.interval(at), restCentre),
    ofExamples: reachesOf(judgedMean.interval(at), judgedCentre, weight),
  })
  const intervalAt = (at: number): Interval => {
    const { ofLabels, ofExamples } = parts(at)
    return {
      low: estimate - Math.hypot(ofLabels.below, ofExamples.below),
      high: estimate + Math.hypot(ofLabels.above, ofExamples.above),
    }
  }
  const { ofLabels, ofExamples } = parts(level)
  return {
    estimate,
    ...intervalAt(level),
    p_value: levelOfZero(intervalAt, estimate),
    weight,
    judged: judgedCentre,
    bias: mean(differences(labels, judged)),
    labels: labels.length,
    reach: {
      labels: Math.max(ofLabels.below, ofLabels.above),
      examples: Math.max(ofExamples.below, ofExamples.above),
    },
  }
}

/**
 * How many more labels would probably bring the interval to ± `reach`, if judge and people go on as they did: the part
 * of labels shrinks with the root of their number. 0: it is there; null: it stays wider with labels for every example,
 * as examples are too few.
 */
export function neededLabels(found: Pick<CorrectedMean, 'labels' | 'reach'>, reach: number): number | null {
  const room = reach * reach - found.reach.examples ** 2
  if (!(room > 0)) return null
  return Math.max(0, Math.ceil(found.labels * (found.reach.labels ** 2 / room)) - found.labels)
}

interface Paired {
  readonly all: Float64Array
  /** Of the labelled examples. */
  readonly judged: Float64Array
  readonly labels: Float64Array
}

function paired({ judged, labels, range }: JudgedScores): Paired {
  checkSameLength(judged, labels, 'judged and labels')
  const [least, greatest] = range
  if (!(greatest > least)) throw new MetricError('RANGE_INVALID', `From ${least} to ${greatest} there is no range.`)
  const all = within(finite(judged, 'judged'), range, 'judged')
  const places = labels.flatMap((label, place) => (label === null ? [] : [place]))
  if (places.length < 2) throw new MetricError('EMPTY', 'There must be at least two labels.')
  return {
    all,
    judged: Float64Array.from(places, (place) => all[place] ?? 0),
    labels: within(
      finite(
        Float64Array.from(places, (place) => labels[place] ?? 0),
        'labels',
      ),
      range,
      'labels',
    ),
  }
}

function within(values: Float64Array, [least, greatest]: JudgedScores['range'], name: string): Float64Array {
  const outside = values.find((value) => value < least || value > greatest)
  if (outside === undefined) return values
  throw new MetricError('RANGE_INVALID', `${name} holds ${outside}, which is not within ${least} to ${greatest}.`)
}

/** Of labels on scores; 0 where either says nothing. */
function slopeOf(judged: Float64Array, labels: Float64Array): number {
  const [centre, labelCentre] = [mean(judged), mean(labels)]
  let [squares, products] = [0, 0]
  judged.forEach((score, i) => {
    squares += (score - centre) ** 2
    products += (score - centre) * ((labels[i] ?? 0) - labelCentre)
  })
  return squares > 0 ? Math.min(1, Math.max(0, products / squares)) : 0
}

function reachesOf({ low, high }: Interval, centre: number, weight = 1) {
  return { below: weight * (centre - low), above: weight * (high - centre) }
}

const leastP = 1e-12
/** Halves of its logarithm: three digits of p. */
const steps = 20

function levelOfZero(intervalAt: (level: number) => Interval, estimate: number): number {
  if (estimate === 0) return 1
  let [below, above] = [Math.log(leastP), 0]
  for (let step = 0; step < steps; step++) {
    const middle = (below + above) / 2
    const { low, high } = intervalAt(1 - Math.exp(middle))
    if (low <= 0 && high >= 0) below = middle
    else above = middle
  }
  return Math.exp(above)
}
