import { factsOf } from '@assay/compute'
import type { Metric, ScoreDeclaration } from '@assay/metrics'
import type { CorpusComparison } from '@assay/schemas'
import { corpusName } from '../../evaluation/corpus-name.ts'
import type { ScoredRun } from '../../evaluation/evaluated-run.ts'
import type { ComparisonDeps } from '../deps.ts'
import { doubtMissing } from '../scores/missing-answers.ts'
import type { ScoredQuestion } from '../scores/scored-question.ts'
import { type ReadCorpus, readCorpora, type WantedCorpus } from './corpus-files.ts'

/** A score over all examples at once, before anything is concluded from it. */
export type CorpusContrast = Omit<CorpusComparison, 'verdict'>

type Deps = Pick<ComparisonDeps, 'tables' | 'statistics' | 'metrics'>

/** Compares the runs on those scores over all examples at once that at least one of them has. */
export async function compareCorpora(deps: Deps, asked: ScoredQuestion): Promise<CorpusContrast[]> {
  const { files, declared, question, clusters } = asked
  const { runs } = files
  const scores = declared.filter(({ name }) => runs.some((run) => evaluatedValue(run, name) !== null))
  const groups = [...Map.groupBy(scores, ({ name }) => deps.metrics.owner(name)?.metric)].map(([metric, group]) => ({
    metric,
    scores: group,
    reason: metric ? reasonAgainst(metric, { runs, scores: group }) : 'Its metric is not here.',
  }))
  const wanted = groups.flatMap((group) =>
    group.metric && group.reason === null ? [wantedOf(group.metric, { ...group, runs })] : [],
  )
  const read = await readCorpora(deps, { files, wanted, clusters, seed: question.seed, method: question.method })
  const contrasts = groups.flatMap(({ metric, scores: group, reason }) => {
    const corpus = reason === null ? read.get(metric?.name ?? '') : { reason }
    return group.map((score) => compareScore(deps, { ...asked, score, corpus }))
  })
  return Promise.all(contrasts)
}

interface OfMetric {
  readonly runs: readonly ScoredRun[]
  readonly scores: readonly ScoreDeclaration[]
}

function wantedOf({ name }: Metric, { runs, scores }: OfMetric): WantedCorpus {
  const summands = runs[0]?.evaluation.statistics[name] ?? []
  return { metric: name, summands, scores: scores.map((score) => score.name) }
}

interface AskedOfScore extends Pick<ScoredQuestion, 'question' | 'files'> {
  readonly score: ScoreDeclaration
  readonly corpus: ReadCorpus | undefined
}

async function compareScore(deps: Deps, { question, files, score, corpus }: AskedOfScore): Promise<CorpusContrast> {
  const { level, seed, margins } = question
  const margin = margins[corpusName(score.name)] ?? margins[score.name] ?? score.margin
  if (!corpus || 'reason' in corpus) return alone(score, { runs: files.runs, margin, reason: corpus?.reason ?? '' })
  const repeats = corpus.repeats.get(score.name)
  const runs = files.runs.map(({ run_id }, at) => ({ run_id, repeats: repeats?.[at] ?? [] }))
  const contrast = await deps.statistics.contrastCorpus({ score, margin, runs, level, seed, clusters: corpus.clusters })
  return { ...doubtMissing(contrast, files.runs), reason: null }
}

function reasonAgainst({ name, version }: Metric, { runs, scores }: OfMetric): string | null {
  if (scores.some((score) => runs.some((run) => evaluatedValue(run, score.name) === null)))
    return 'Not every run has it.'
  if (runs.some(({ evaluation }) => !evaluation.statistics[name])) {
    return 'A run was evaluated when what it is made of was not kept yet: evaluate that one again.'
  }
  const counted = new Set(runs.map(({ evaluation }) => JSON.stringify(evaluation.statistics[name])))
  if (counted.size > 1 || runs.some(({ evaluation }) => evaluation.metrics[name] !== version)) {
    return (
      `A run was scored with another version of the metric than ${version}, which is here: evaluate that one ` +
      'again.'
    )
  }
  return null
}

interface Alone {
  readonly runs: readonly ScoredRun[]
  readonly margin: number
  readonly reason: string
}

/** The score as each evaluation left it: as these may be over different examples, nothing is concluded. */
function alone(score: ScoreDeclaration, { runs, margin, reason }: Alone): CorpusContrast {
  return {
    ...factsOf(score),
    margin,
    examples: 0,
    clusters: null,
    runs: runs.map((run) => {
      const estimate = evaluatedValue(run, score.name)
      return { run_id: run.run_id, estimate, low: null, high: null, noise: null }
    }),
    differences: [],
    reason,
  }
}

function evaluatedValue({ evaluation }: ScoredRun, score: string): number | null {
  return evaluation.corpus[score] ?? null
}
