import type { Calibrated } from '@assay/compute'

interface Names {
  readonly run: string
  readonly baseline: string
  readonly level: number
  readonly reach: number
}

type Difference = Calibrated['differences'][number]

/** The verdict on a pair of runs, by labels and judge together. */
export function sentenceOf({ mean, outcome, p_value }: Difference, { run, baseline, level, reach }: Names): string {
  if (mean === null) return `Fewer than two examples are labelled for both ${run} and ${baseline}.`
  const { estimate, low, high, needed_labels } = mean
  const told = `${signed(estimate)} (${signed(low)} to ${signed(high)} at ${Math.round(level * 1000) / 10} %)`
  const p = p_value === null ? '' : `, p = ${Number(p_value.toPrecision(2))}`
  if (outcome === 'better' || outcome === 'worse') return `${run} is ${outcome} than ${baseline}: ${told}${p}.`
  if (outcome === 'equivalent') return `${run} and ${baseline} are as good within ± ${shown(reach)}: ${told}.`
  return `${run} against ${baseline} is undecided: ${told}${p}. ${neededSentence(needed_labels, reach)}`
}

function neededSentence(needed: number | null, reach: number): string {
  if (needed === null) return `There are too few examples for ± ${shown(reach)}, however many are labelled.`
  return needed === 0
    ? `The interval reaches ± ${shown(reach)} or less already.`
    : `About ${needed} more labelled examples bring the interval to ± ${shown(reach)}.`
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)))
}

function signed(value: number): string {
  return value > 0 ? `+${shown(value)}` : shown(value).replace('-', '−')
}

interface Facts {
  readonly found: Calibrated
  readonly stale_because: string | null
  readonly items: number
  readonly labelled: number
  readonly population: number
}

const few = 30
const telling = 0.05

/** What to know before a calibration is believed. */
export function noticesOf({ found, stale_because, items, labelled, population }: Facts): string[] {
  const { bias, length_bias, family_bias } = found
  const isBiased = bias.low !== null && bias.high !== null && (bias.low > 0 || bias.high < 0)
  const isByLength = length_bias.p_value !== null && length_bias.p_value <= telling
  const isOfFamily = family_bias !== null && (family_bias.low > 0 || family_bias.high < 0)
  const notices = [
    stale_because,
    labelled < items &&
      `${labelled} of ${items} drawn predictions are labelled. If those were chosen, and not taken in order, they ` +
        'tell nothing of the others.',
    labelled < few && `With ${labelled} labels little can be said of the judge: intervals are wide.`,
    isBiased &&
      `The judge gives ${shown(Math.abs(bias.estimate ?? 0))} too ${(bias.estimate ?? 0) > 0 ? 'much' : 'little'} on ` +
        'average: its own means and their intervals do not hold what people would give.',
    isByLength &&
      `The judge is ${(length_bias.estimate ?? 0) > 0 ? 'kinder' : 'harder'} to longer predictions than people are.`,
    isOfFamily &&
      `The judge is ${family_bias.estimate > 0 ? 'kinder' : 'harder'} to models of its own family than people are.`,
    labelled > 0 && population > 0 && `The sample was drawn out of ${population} examples that the judge has scored.`,
  ]
  return notices.filter((notice) => typeof notice === 'string')
}
