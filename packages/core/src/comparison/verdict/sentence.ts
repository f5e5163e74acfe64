import type { Direction } from '@assay/metrics'
import type { Difference, Verdict } from '@assay/schemas'
import { count, list, number } from './wording.ts'

export interface Finding {
  readonly difference: Pick<Difference, 'outcome' | 'difference' | 'p_value' | 'needed_examples' | 'reason'>
  readonly run: string
  readonly baseline: string
  /** Names of further runs that cannot be told apart from the trusted one. */
  readonly on_par: readonly string[]
  readonly score: string
  readonly unit: string
  readonly direction: Direction
  readonly level: number
  readonly margin: number
  readonly examples: number
  /** How many examples or groups an answer takes, in words; null: there are so many. */
  readonly takes: string | null
  /** The least difference that so many examples or groups can decide; null: that is not known. */
  readonly least: number | null
  readonly left_out: number
  readonly value: number | null
}

/** Says a verdict in plain words: which to trust, by how much, and how sure that is. */
export function sentenceOf(finding: Finding): Verdict['sentence'] {
  return sentences[finding.difference.outcome](finding) + onPar(finding) + leftOut(finding)
}

const sentences: Readonly<Record<Difference['outcome'], (finding: Finding) => string>> = {
  better: (finding) => trust(finding, finding.run, finding.baseline),
  worse: (finding) => trust(finding, finding.baseline, finding.run),
  differs: (finding) =>
    `They differ: on ${finding.score}, ${finding.run} is ${size(finding)} ${side(finding)} than ${finding.baseline} ` +
    `(${interval(finding)}, ${p(finding)}, ${count(finding.examples)}), which makes neither of them better.`,
  equivalent: (finding) =>
    `${finding.direction === 'neutral' ? 'No difference' : 'Take either'}: on ${finding.score}, ${finding.run} ` +
    `and ${finding.baseline} are equivalent; they differ by ${size(finding)} (${interval(finding)}), within the ` +
    `${amount(finding.margin, finding)} that would matter.`,
  undecided: (finding) =>
    stated(finding) ??
    (finding.difference.difference.low === null
      ? tooFew(finding)
      : `Undecided: on ${finding.score}, the difference of ${size(finding)} between ${finding.run} and ` +
        `${finding.baseline} may be chance (${interval(finding)}, ${p(finding)}, ` +
        `${count(finding.examples)})${missed(finding)}${more(finding)}.`),
}

/** Reasons other than chance and too few examples that leave a question open. */
function stated(finding: Finding): string | null {
  const { score, run, baseline, examples, value, difference, takes } = finding
  const isAlike = difference.reason === 'all_equal' || difference.reason === 'nearly_all_equal'
  if (takes !== null && isAlike) return null
  switch (difference.reason) {
    case 'says_nothing':
      return (
        `Undecided: ${score} is ${value === null ? 'the same' : amount(value, finding)} for every example of ` +
        'every run: it says nothing here. Choose another metric.'
      )
    case 'all_equal':
      return (
        `Undecided: on ${score}, ${run} and ${baseline} differ by ${size(finding)} on all of ${count(examples)} ` +
        `(${interval(finding)}), which does not rule out that others differ more${more(finding)}.`
      )
    case 'nearly_all_equal':
      return (
        `Undecided: on ${score}, too few of ${count(examples)} tell ${run} and ${baseline} apart; on the others ` +
        `they differ alike${more(finding)}.`
      )
    case 'missing_answers':
      return (
        `Undecided: ${run} and ${baseline} do not lack the same share of answers, and the difference of ` +
        `${size(finding)} on ${score} depends on those that are missing. Find out why they are, or complete them.`
      )
    default:
      return null
  }
}

/** What is said of who takes less of something that is no quality. */
const taking: Readonly<Record<string, string>> = { ms: 'faster', currency: 'cheaper' }

function trust(finding: Finding, better: string, worse: string): string {
  const word = taking[finding.unit]
  if (word !== undefined) {
    return (
      `${better} is ${word}: its ${finding.score} is ${size(finding)} below that of ${worse} ` +
      `(${interval(finding)}, ${p(finding)}, ${count(finding.examples)}).`
    )
  }
  return (
    `Trust ${better}: on ${finding.score} it beats ${worse} by ${size(finding)} ` +
    `(${interval(finding)}, ${p(finding)}, ${count(finding.examples)}).`
  )
}

function tooFew(finding: Finding): string {
  const { score, run, baseline, examples, takes } = finding
  const needed = takes === null ? more(finding) : `; that takes at least ${takes}`
  return `Undecided: ${count(examples)} ${examples === 1 ? 'is' : 'are'} too few to tell ${run} and ${baseline} apart on ${score}${needed}.`
}

/** Said where the number of examples leaves the question open by itself, so that nobody takes it for no difference. */
function missed(finding: Finding): string {
  const { least, difference } = finding
  if (least === null || Math.abs(difference.difference.estimate ?? 0) >= least) return ''
  return `; so few miss every difference below ${amount(least, finding)}`
}

function more({ difference: { needed_examples } }: Finding): string {
  if (needed_examples === null || needed_examples === 0) return ''
  return `; about ${needed_examples.toLocaleString('en')} more examples would probably settle it`
}

function onPar({ on_par }: Finding): string {
  if (on_par.length === 0) return ''
  return ` Nothing tells ${list(on_par)} from it.`
}

function leftOut({ left_out }: Finding): string {
  if (left_out === 0) return ''
  return (
    ` ${count(left_out)} ${left_out === 1 ? 'is' : 'are'} left out, because not every run scored ` +
    `${left_out === 1 ? 'it' : 'them'}.`
  )
}

function side({ difference: { difference } }: Finding): string {
  return (difference.estimate ?? 0) > 0 ? 'higher' : 'lower'
}

function size(finding: Finding): string {
  return amount(Math.abs(finding.difference.difference.estimate ?? 0), finding)
}

/** The interval of the absolute difference, as the sentence names absolute values. */
function interval({ difference: { difference }, level }: Pick<Finding, 'difference' | 'level'>): string {
  const { estimate, low, high } = difference
  if (low === null || high === null) return 'no interval'
  const [from, to] = (estimate ?? 0) < 0 ? [-high, -low] : [low, high]
  return `${Number((level * 100).toFixed(1))} % interval ${number(from)} to ${number(to)}`
}

function p({ difference: { p_value } }: Finding): string {
  if (p_value === null) return 'p unknown'
  return p_value < 0.001 ? 'corrected p < 0.001' : `corrected p = ${p_value.toFixed(3)}`
}

function amount(value: number, { unit }: Finding): string {
  return unit === 'ms' ? `${number(value)} ms` : number(value)
}
