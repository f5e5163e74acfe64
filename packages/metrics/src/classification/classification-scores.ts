import { type ConfusionMatrix, type Label, marginsOf } from './confusion-matrix.ts'

/** Precision, recall and their harmonic mean, 0…1. */
export interface PrecisionRecall {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** The scores of one label and how often it is true. */
export interface LabelScores extends PrecisionRecall {
  readonly label: Label
  readonly support: number
}

/** The share of examples whose prediction is right, 0…1. */
export function accuracy(matrix: ConfusionMatrix): number {
  const { hits, total } = marginsOf(matrix)
  return sumOf(hits) / total
}

/**
 * Precision TP/(TP + FP), recall TP/(TP + FN) and F₁ = 2TP/(2TP + FP + FN) of each label; 0 where a denominator is 0,
 * as scikit-learn with `zero_division=0`.
 */
export function labelScores(matrix: ConfusionMatrix): LabelScores[] {
  const { truth, predicted, hits } = marginsOf(matrix)
  return matrix.labels.map((label, i) => {
    const [hit = 0, support = 0, claimed = 0] = [hits[i], truth[i], predicted[i]]
    return {
      label,
      precision: ratio(hit, claimed),
      recall: ratio(hit, support),
      f1: ratio(2 * hit, support + claimed),
      support,
    }
  })
}

/**
 * The scores of all labels together: `macro` their plain mean, `weighted` their mean by support, `micro` from the
 * summed counts (which is the accuracy, as every example has one label).
 */
export function averagedScores(matrix: ConfusionMatrix): Record<'macro' | 'micro' | 'weighted', PrecisionRecall> {
  const scores = labelScores(matrix)
  const share = accuracy(matrix)
  return {
    macro: weightedMean(scores, () => 1),
    micro: { precision: share, recall: share, f1: share },
    weighted: weightedMean(scores, ({ support }) => support),
  }
}

/** Mean recall over the labels that occur in the truth, 0…1: the accuracy if all were equally frequent. */
export function balancedAccuracy(matrix: ConfusionMatrix): number {
  const occurring = labelScores(matrix).filter(({ support }) => support > 0)
  return sumOf(occurring.map(({ recall }) => recall)) / occurring.length
}

/**
 * Matthews' correlation of truth and prediction for any number of labels, −1…1 (R_K of J. Gorodkin, Computational
 * Biology and Chemistry 28 (2004)). 0 where truth or prediction is constant, even if all are right, as scikit-learn.
 */
export function matthewsCorrelation(matrix: ConfusionMatrix): number {
  const { truth, predicted, hits, total } = marginsOf(matrix)
  const covariance = sumOf(hits) * total - dot(truth, predicted)
  const spread = (total * total - dot(truth, truth)) * (total * total - dot(predicted, predicted))
  return spread === 0 ? 0 : covariance / Math.sqrt(spread)
}

/** How much a disagreement weighs by the distance of the labels in their order. */
export type KappaWeights = 'none' | 'linear' | 'quadratic'

/**
 * Cohen's κ = 1 − Σ wᵢⱼ Oᵢⱼ / Σ wᵢⱼ Eᵢⱼ, agreement beyond chance, at most 1; `linear` weighs a disagreement by |i − j|,
 * `quadratic` by (i − j)², i and j being places in the order of the labels. Source: J. Cohen, Psychological Bulletin 70
 * (1968). With a single label: NaN.
 */
export function cohensKappa(matrix: ConfusionMatrix, weights: KappaWeights = 'none'): number {
  const { truth, predicted, total } = marginsOf(matrix)
  const weigh = kappaWeights[weights]
  let [observed, expected] = [0, 0]
  matrix.counts.forEach((row, i) => {
    row.forEach((count, j) => {
      observed += weigh(i, j) * count
      expected += (weigh(i, j) * ((truth[i] ?? 0) * (predicted[j] ?? 0))) / total
    })
  })
  return expected === 0 ? Number.NaN : 1 - observed / expected
}

const kappaWeights = {
  none: (i, j) => (i === j ? 0 : 1),
  linear: (i, j) => Math.abs(i - j),
  quadratic: (i, j) => (i - j) ** 2,
} satisfies Record<KappaWeights, (i: number, j: number) => number>

function weightedMean(scores: readonly LabelScores[], weigh: (scores: LabelScores) => number): PrecisionRecall {
  const total = sumOf(scores.map(weigh))
  const mean = (score: keyof PrecisionRecall) => sumOf(scores.map((label) => label[score] * weigh(label))) / total
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') }
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

function dot(x: readonly number[], y: readonly number[]): number {
  return sumOf(x.map((value, i) => value * (y[i] ?? 0)))
}
