import { type Actor, viewerOf } from '@assay/access'
import { isCallScore } from '@assay/compute'
import { findComparisonByFingerprint, insertComparison, newId, reopenComparison } from '@assay/db'
import { fingerprintOf, transact } from '@assay/engine'
import type { Metric } from '@assay/metrics'
import { type Comparison, type compareInput, type comparisonCreateInput, DomainError } from '@assay/schemas'
import type { z } from 'zod'
import { namesOf, requireColumn } from '../../data/column.ts'
import { getReadyDataset } from '../../data/dataset.ts'
import { metricsOfRuns } from '../../evaluation/application-metric.ts'
import { readDeclaring } from '../../evaluation/evaluated-run.ts'
import { resolveVerdictScore } from '../../evaluation/metric.ts'
import { toComparison } from '../comparison.ts'
import type { ComparisonDeps } from '../deps.ts'
import { type ChosenRuns, chooseAnywhere, chooseOfExperiment } from './chosen-runs.ts'

/** Changes whenever the same question may get another answer. */
const computation = 5

type Question = Omit<z.output<typeof comparisonCreateInput>, 'run_ids' | 'baseline_run_id'>

/**
 * Compares runs of an experiment: the same question has the same comparison, computed once by the platform.
 * Throws COMPARISON_TOO_FEW, RUN_NOT_FOUND, RUN_NOT_FINISHED, METRIC_UNKNOWN, SCORE_MISSING, SCORE_NEUTRAL.
 */
export async function compareRuns(
  deps: ComparisonDeps,
  actor: Actor,
  input: z.output<typeof compareInput>,
): Promise<Comparison> {
  return ask(deps, actor, { chosen: await chooseOfExperiment(deps, actor, input), question: input })
}

/** Compares runs of any experiments on one dataset version. Throws COMPARISON_DATASETS_DIFFER, and as `compareRuns`. */
export async function createComparison(
  deps: ComparisonDeps,
  actor: Actor,
  input: z.output<typeof comparisonCreateInput>,
): Promise<Comparison> {
  return ask(deps, actor, { chosen: await chooseAnywhere(deps, actor, input), question: input })
}

interface Asked {
  readonly chosen: ChosenRuns
  readonly question: Question
}

async function ask(deps: ComparisonDeps, actor: Actor, { chosen, question }: Asked): Promise<Comparison> {
  const run_ids = chosen.runs.map(({ id }) => id)
  const { level, seed, method, cluster_column = null } = question
  if (cluster_column !== null) {
    const { dataset_id } = chosen.experiment
    const { columns } = await getReadyDataset(deps, { dataset_id, viewer: viewerOf(actor), run_ids })
    requireColumn(namesOf(columns), cluster_column)
  }
  const metrics = metricsOfRuns(deps.metrics, await readDeclaring(deps, chosen.runs))
  const margins = await resolveMargins(metrics, question.margins)
  const primary_metric = await resolvePrimary(metrics, { chosen, question })
  const { experiment, experiment_id } = chosen
  const { user_id } = actor
  const asked = {
    computation,
    run_ids,
    experiment_id,
    level,
    seed,
    method,
    margins,
    metric: primary_metric,
    cluster_column,
  }
  const fingerprint = fingerprintOf(asked)
  return transact(deps, async (trx) => {
    const inserted = await insertComparison(trx, {
      id: newId(),
      owner_id: user_id,
      dataset_id: experiment.dataset_id,
      experiment_id,
      baseline_run_id: run_ids[0] ?? '',
      run_ids,
      primary_metric,
      level,
      seed,
      method,
      cluster_column,
      margins: JSON.stringify(margins),
      fingerprint,
    })
    const row = inserted ?? (await findComparisonByFingerprint(trx, { owner_id: user_id, fingerprint }))
    if (!row) throw new DomainError('UNAVAILABLE', { retry_after_seconds: 1 })
    const current = row.state === 'failed' ? await reopenComparison(trx, row.id) : row
    if (inserted || row.state === 'failed') {
      await deps.queue.enqueue(trx, 'comparison.compute', { comparison_id: row.id })
    }
    return toComparison(current)
  })
}

async function resolveMargins(
  metrics: ComparisonDeps['metrics'],
  margins: Question['margins'],
): Promise<Question['margins']> {
  const entries = Object.entries(margins).map(async ([name, margin]): Promise<[string, number]> => {
    return [isCallScore(name) ? name : (await resolveVerdictScore(metrics, name)).name, margin]
  })
  return Object.fromEntries(await Promise.all(entries))
}

/** The score that the verdict is about; one that was asked for must be there in every run, and able to give one. */
async function resolvePrimary(metrics: ComparisonDeps['metrics'], { chosen, question }: Asked): Promise<string> {
  const known = sharedScores(metrics, chosen.runs)
  const wanted = question.primary_metric ?? chosen.experiment.primary_metric
  if (wanted === null) return defaultPrimary(metrics, chosen.runs)
  const { name, metric, score } = await resolveVerdictScore(metrics, wanted, known)
  const without = chosen.runs.find((run) => !isComputed(metric, run))
  if (without) throw new DomainError('SCORE_MISSING', { metric: name, run_id: without.id })
  if (score.direction === 'neutral' && shareWinners(metrics, chosen.runs)) {
    throw new DomainError('SCORE_NEUTRAL', { metric: name, wanted: 'verdict' })
  }
  return name
}

const bestKnown = 'rougeL'

/** What the verdict is about where nobody has said it: of `rouge1` alone, that, although all of ROUGE is there. */
function defaultPrimary(metrics: ComparisonDeps['metrics'], runs: ChosenRuns['runs']): string {
  const there = sharedMetrics(metrics, runs).flatMap(({ name, scores }) =>
    scores.map((score) => ({ ...score, isAsked: runs.every((run) => asks(run, name) || asks(run, score.name)) })),
  )
  const asked = there.filter(({ isAsked }) => isAsked)
  const shared = asked.length > 0 ? asked : there
  const found = shared.find(({ name }) => name === bestKnown) ?? shared.find(({ direction }) => direction !== 'neutral')
  return (found ?? shared[0])?.name ?? bestKnown
}

/** Whether all runs have a score by which one can win. */
function shareWinners(metrics: ComparisonDeps['metrics'], runs: ChosenRuns['runs']): boolean {
  return sharedMetrics(metrics, runs).some(({ scores }) => scores.some(({ direction }) => direction !== 'neutral'))
}

/** Without those that only explain others. */
function sharedScores(metrics: ComparisonDeps['metrics'], runs: ChosenRuns['runs']): string[] {
  return sharedMetrics(metrics, runs).flatMap(({ scores }) =>
    scores.flatMap(({ name, is_detail }) => (is_detail === true ? [] : [name])),
  )
}

function sharedMetrics(metrics: ComparisonDeps['metrics'], runs: ChosenRuns['runs']): Metric[] {
  return metrics.list().filter((metric) => runs.every((run) => isComputed(metric, run)))
}

/** Whoever names one score of a metric has all of them computed. */
function isComputed({ name, scores }: Metric, run: ChosenRuns['runs'][number]): boolean {
  return asks(run, name) || scores.some((score) => asks(run, score.name))
}

function asks({ evaluation }: ChosenRuns['runs'][number], name: string): boolean {
  return evaluation?.metrics.includes(name) === true
}
