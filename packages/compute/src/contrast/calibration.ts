import {
  type CorrectedMean,
  correctedMean,
  holm,
  meanInterval,
  neededLabels,
  type RaterAgreement,
  raterAgreement,
  spearman,
} from '@assay/metrics'
import { type FamilyBias, familyBias, type LabelledPair } from './family-bias.ts'

/** The judge's scores of a run, and people's labels of some. A structured clone keeps it, as threads need. */
export interface CalibratedRun {
  readonly run_id: string
  /** By example, on the scale; NaN where there is none. */
  readonly judged: Float64Array
  /** By example, the mean over people, on the scale; NaN where nobody has labelled it. */
  readonly labels: Float64Array
  /** By example, how long the prediction is; read where there is a label. */
  readonly lengths: Float64Array
  /** Whether its model is of the judge's family; null: nobody knows. */
  readonly is_own_family: boolean | null
}

/** What is asked of labels. */
export interface Calibrating {
  readonly runs: readonly CalibratedRun[]
  readonly scale: readonly [number, number]
  readonly direction: 'higher' | 'lower'
  readonly level: number
  readonly seed: number
  /** Half width of the interval that is wanted; within it a difference counts as none. */
  readonly reach: number
}

interface CorrectedRun {
  readonly run_id: string
  readonly examples: number
  readonly labels: number
  /** Null below two labels. */
  readonly mean: (CorrectedMean & { readonly needed_labels: number | null }) | null
}

interface CorrectedDifference extends Omit<CorrectedRun, 'examples'> {
  readonly baseline_run_id: string
  /** Corrected (Holm) for the number of pairs. */
  readonly p_value: number | null
  readonly outcome: 'better' | 'worse' | 'equivalent' | 'undecided'
}

export interface Calibrated {
  readonly agreement: RaterAgreement | null
  readonly bias: { readonly estimate: number | null; readonly low: number | null; readonly high: number | null }
  readonly length_bias: { readonly estimate: number | null; readonly p_value: number | null }
  readonly family_bias: FamilyBias | null
  readonly runs: readonly CorrectedRun[]
  readonly differences: readonly CorrectedDifference[]
}

/** What labels of people say of a judge, and of the runs that it judged. */
export function calibrate(question: Calibrating): Calibrated {
  const { runs, scale, level, seed } = question
  const [least, greatest] = scale
  const pairs = runs.flatMap(labelledPairs)
  const [judged, labels] = [pairs.map((pair) => pair.judged), pairs.map((pair) => pair.label)]
  const errors = pairs.map((pair) => pair.judged - pair.label)
  const bias = meanInterval(errors, { range: [least - greatest, greatest - least], level })
  const lengthBias =
    pairs.length < 3
      ? null
      : spearman(
          errors,
          pairs.map((pair) => pair.length),
        )
  return {
    agreement:
      pairs.length === 0 ? null : raterAgreement(judged.map(Math.round), labels.map(Math.round), { level, seed }),
    bias: { estimate: bias.estimate, low: bias.low, high: bias.high },
    length_bias: { estimate: finiteOr(lengthBias?.estimate), p_value: finiteOr(lengthBias?.p_value) },
    family_bias: familyBias(pairs, { width: greatest - least, level }),
    runs: runs.map((run) => correctRun(run, question)),
    differences: correctDifferences(question),
  }
}

function finiteOr(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value
}

function labelledPairs({ judged, labels, lengths, is_own_family }: CalibratedRun): LabelledPair[] {
  return Array.from(judged, (score, at) => ({
    ...{ judged: score, label: labels[at] ?? Number.NaN, length: lengths[at] ?? 0, is_own_family },
  })).filter((pair) => !Number.isNaN(pair.judged) && !Number.isNaN(pair.label))
}

function correctRun({ run_id, judged, labels }: CalibratedRun, { scale, level, reach }: Calibrating): CorrectedRun {
  const found = correct({ judged, labels, range: scale }, { level, reach })
  return { run_id, ...found }
}

interface Scores {
  readonly judged: Float64Array
  readonly labels: Float64Array
  readonly range: readonly [number, number]
}

function correct({ judged, labels, range }: Scores, { level, reach }: Pick<Calibrating, 'level' | 'reach'>) {
  const places = [...judged.keys()].filter((at) => !Number.isNaN(judged[at]))
  const known = places.map((at) => labelAt(labels, at))
  const count = known.filter((label) => label !== null).length
  if (count < 2) return { examples: places.length, labels: count, mean: null }
  const mean = correctedMean({ judged: places.map((at) => judged[at] ?? 0), labels: known, range }, { level })
  return { examples: places.length, labels: count, mean: { ...mean, needed_labels: neededLabels(mean, reach) } }
}

function labelAt(labels: Float64Array, at: number): number | null {
  const label = labels[at] ?? Number.NaN
  return Number.isNaN(label) ? null : label
}

/** Each run against those before it, example by example: what both share cancels out. */
function correctDifferences(question: Calibrating): CorrectedDifference[] {
  const { runs, scale, direction, level, reach } = question
  const width = scale[1] - scale[0]
  const pairs = runs.flatMap((baseline, at) => runs.slice(at + 1).map((run) => ({ run, baseline })))
  const found = pairs.map(({ run, baseline }) => {
    const judged = run.judged.map((score, at) => score - (baseline.judged[at] ?? Number.NaN))
    const labels = run.labels.map((label, at) => label - (baseline.labels[at] ?? Number.NaN))
    const { labels: count, mean } = correct({ judged, labels, range: [-width, width] }, { level, reach })
    return { run_id: run.run_id, baseline_run_id: baseline.run_id, labels: count, mean }
  })
  const tested = found.flatMap(({ mean }) => mean ?? [])
  const p_values = holm(tested.map(({ p_value }) => p_value)).values()
  return found.map((difference) => {
    const p_value = difference.mean === null ? null : (p_values.next().value ?? null)
    return { ...difference, p_value, outcome: outcomeOf(difference.mean, { p_value, direction, reach, level }) }
  })
}

interface Deciding extends Pick<Calibrating, 'direction' | 'reach' | 'level'> {
  readonly p_value: number | null
}

function outcomeOf(mean: CorrectedRun['mean'], { p_value, direction, reach, level }: Deciding) {
  if (mean === null || p_value === null) return 'undecided'
  const { low, high, estimate } = mean
  if (low > -reach && high < reach) return 'equivalent'
  if (p_value > 1 - level || (low <= 0 && high >= 0)) return 'undecided'
  return estimate > 0 === (direction === 'higher') ? 'better' : 'worse'
}
