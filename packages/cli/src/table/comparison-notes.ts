import type { ComparedRun, Front, ReadyComparison } from '@assay/schemas'
import { inOptions } from '../option/option-words.ts'
import { formatScore } from '../terminal/number-format.ts'
import { answerNotes } from './answer-notes.ts'

/**
 * What else is to be known of a comparison: what was left out and why, how noisy the models are, who is best for what
 * it takes.
 */
export function comparisonNotes(comparison: ReadyComparison): string[] {
  const { examples, left_out, runs, corpus, fronts } = comparison
  const leftOut = left_out === 0 ? '' : `; ${left_out} left out, because not every run scored them`
  return [
    `Compared on ${examples} example${examples === 1 ? '' : 's'}${grouped(comparison)}${leftOut}.`,
    ...runs.flatMap((run) => [...missingAnswers(run, comparison), ...lacks(run)]),
    ...corpus.flatMap(({ metric, reason }) => (reason === null ? [] : [`corpus_${metric} is not compared. ${reason}`])),
    ...noises(comparison),
    ...fronts.map((front) => bestFor(front, runs)),
    ...runs.flatMap(answerNotes),
  ]
}

function grouped({ cluster_column, metrics: [primary] }: ReadyComparison): string {
  return cluster_column === null || !primary?.clusters
    ? ''
    : `, grouped by ${cluster_column}: ${primary.clusters} group${primary.clusters === 1 ? '' : 's'}`
}

function missingAnswers(
  { run_id, name, examples, missing = 0 }: ComparedRun,
  { metrics: [primary] }: ReadyComparison,
): string[] {
  if (missing === 0) return []
  const { estimate = null, answered = null } = primary?.runs.find((run) => run.run_id === run_id) ?? {}
  return [missingNote({ name, examples, missing, score: primary?.metric, estimate, answered })]
}

/** A run some of whose answers are missing, and what they make of a score. */
export interface MissingAnswers {
  readonly name: string
  readonly examples: number
  readonly missing: number
  readonly score: string | undefined
  readonly estimate: number | null
  readonly answered: number | null
}

/** Says that answers are missing, and both means. */
export function missingNote({ name, examples, missing, score, estimate, answered }: MissingAnswers): string {
  const means =
    answered === null ? '' : `: ${score} ${formatScore(estimate)}, and ${formatScore(answered)} over those given`
  return `${missing} of ${examples} answers of ${name} are missing and count as empty${means}`
}

function lacks({
  name,
  failed,
  failures: [first],
  not_scored,
  unscored: [reason],
  not_sampled,
}: ComparedRun): string[] {
  return [
    ...(failed > 0 ? [`${name} has no prediction for ${failed}${first ? `: ${inOptions(first.reason)}` : ''}`] : []),
    ...(not_scored > 0
      ? [`${name} has a prediction but no score for ${not_scored}${reason ? `: ${inOptions(reason.reason)}` : ''}`]
      : []),
    ...(not_sampled > 0 ? [`${name} was not given ${not_sampled} that others were`] : []),
  ]
}

function noises({ metrics: [primary], runs }: ReadyComparison): string[] {
  return (primary?.runs ?? []).flatMap(({ run_id, noise }) => {
    if (!noise) return []
    const name = runs.find((run) => run.run_id === run_id)?.name ?? run_id
    const deviation = formatScore(noise.standard_deviation)
    const varies = `On ${primary?.metric}, ${name} varies by ±${deviation} over ${noise.repeats} repeats`
    if (noise.share === null) return [varies]
    const share = `${Math.round(noise.share * 100)} % of the variance of its scores`
    return [`${varies}; ${share} is the chance of the model, the rest lies in the examples`]
  })
}

function bestFor({ expense, runs: points }: Front, runs: readonly ComparedRun[]): string {
  const best = points.filter(({ is_optimal }) => is_optimal === true).map(({ run_id }) => run_id)
  const names = runs.filter(({ run_id }) => best.includes(run_id)).map(({ name }) => name)
  return `Beaten by none in both mean and ${expense === 'cost' ? 'cost' : 'latency'}: ${names.join(', ')}.`
}
