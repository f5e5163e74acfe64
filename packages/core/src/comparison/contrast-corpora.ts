import type { Metric, ScoreDeclaration } from '@assay/metrics'
import type { CorpusComparison } from '@assay/schemas'
import type { CoreDeps } from '../deps.ts'
import type { EvaluatedRun } from './compared-runs.ts'
import { factsOf } from './contrast.ts'
import type { AskedOfFiles, ComparisonQuestion } from './contrast-files.ts'
import { readCorpora } from './corpus-files.ts'

/** A score over all examples at once, before anything is concluded from it. */
export type CorpusContrast = Omit<CorpusComparison, 'verdict'>

type Deps = Pick<CoreDeps, 'tables' | 'statistics' | 'metrics'>

/** Compares the runs on scores over all examples at once: those that at least one of them has. */
export async function contrastCorpora(deps: Deps, asked: AskedOfFiles): Promise<CorpusContrast[]> {
  const { question, files, declared } = asked
  const scores = declared.filter(({ name }) => files.runs.some((run) => evaluatedValue(run, name) !== null))
  const contrasts: CorpusContrast[] = []
  for (const [metric, group] of Map.groupBy(scores, ({ name }) => deps.metrics.owner(name)?.metric)) {
    const made = await contrastMetric(deps, asked, { metric, scores: group })
    contrasts.push(
      ...('reason' in made ? group.map((score) => alone(score, { question, files, ...made })) : made.contrasts),
    )
  }
  return contrasts
}

interface OfMetric {
  readonly metric: Metric | undefined
  readonly scores: readonly ScoreDeclaration[]
}

type Contrasted = { readonly contrasts: readonly CorpusContrast[] } | { readonly reason: string }

async function contrastMetric(
  deps: Deps,
  { question, files }: AskedOfFiles,
  { metric, scores }: OfMetric,
): Promise<Contrasted> {
  const { runs } = files
  if (!metric) return { reason: 'Its metric is not here.' }
  const reason = reasonAgainst(metric, { runs, scores })
  if (reason !== null) return { reason }
  const { level, seed, method, margins } = question
  const read = await readCorpora(deps, { files, metric, scores, seed, method })
  if ('reason' in read) return read
  const contrasts = scores.map(async (score) => ({
    ...(await deps.statistics.contrastCorpus({
      score,
      margin: marginOf(score, margins),
      runs: runs.map(({ run_id }, at) => ({ run_id, repeats: read.repeats.get(score.name)?.[at] ?? [] })),
      level,
      seed,
    })),
    reason: null,
  }))
  return { contrasts: await Promise.all(contrasts) }
}

/** Why runs cannot be compared, as far as their evaluations tell. */
function reasonAgainst(
  { name, version }: Metric,
  { runs, scores }: { readonly runs: readonly EvaluatedRun[]; readonly scores: readonly ScoreDeclaration[] },
): string | null {
  if (scores.some((score) => runs.some((run) => evaluatedValue(run, score.name) === null)))
    return 'Not every run has it.'
  if (runs.some(({ evaluation }) => !evaluation.statistics[name])) {
    return 'A run was evaluated when what it is made of was not kept yet: evaluate that one again.'
  }
  if (runs.some(({ evaluation }) => evaluation.metrics[name] !== version)) {
    return `A run was scored with another version of the metric than ${version}, which is here: evaluate that one again.`
  }
  return null
}

interface Alone {
  readonly question: ComparisonQuestion
  readonly files: AskedOfFiles['files']
  readonly reason: string
}

/** The score as each evaluation left it: over other examples from run to run, maybe, so that nothing more can be said. */
function alone(score: ScoreDeclaration, { question, files, reason }: Alone): CorpusContrast {
  return {
    ...factsOf(score),
    margin: marginOf(score, question.margins),
    examples: 0,
    runs: files.runs.map((run) => {
      const estimate = evaluatedValue(run, score.name)
      return { run_id: run.run_id, estimate, low: null, high: null, noise: null }
    }),
    differences: [],
    reason,
  }
}

function evaluatedValue({ evaluation }: EvaluatedRun, score: string): number | null {
  return evaluation.corpus[score] ?? null
}

function marginOf({ name, margin }: ScoreDeclaration, margins: ComparisonQuestion['margins']): number {
  return margins[name] ?? margin
}
