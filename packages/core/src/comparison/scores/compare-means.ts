import { type Contrast, isCallScore, withCallMargin } from '@assay/compute'
import { scoreOfCorpus } from '../../evaluation/corpus-name.ts'
import type { ComparisonDeps } from '../deps.ts'
import { chooseScores } from './compared-scores.ts'
import { doubtMissing } from './missing-answers.ts'
import { columnNames, groupScores, joinScores, toScoreTables } from './score-files.ts'
import type { ScoredQuestion } from './scored-question.ts'

export async function compareMeans(
  deps: Pick<ComparisonDeps, 'tables' | 'statistics'>,
  asked: ScoredQuestion,
): Promise<Contrast[]> {
  const { question, files, declared } = asked
  const { runs } = files
  const { run_ids, level, seed, method, margins } = question
  const scores = chooseScores(declared, { runs, primary: leadingScore(asked) }).map((score) => ({
    ...score,
    margin: margins[score.name] ?? score.margin,
  }))
  const contrasts: Contrast[] = []
  for (const group of groupScores(runs, scores)) {
    const join = joinScores(files, group)
    const vectors = await deps.tables.vectors({ join, columns: columnNames(runs, group) })
    const tables = toScoreTables(files, group, vectors).map((table) => withCallMargin(table, margins))
    contrasts.push(
      ...(await deps.statistics.contrast({
        run_ids,
        tables,
        level,
        seed,
        method,
        clusters: asked.clusters?.(vectors.examples),
      })),
    )
  }
  const told = contrasts.map((found) => (isCallScore(found.metric) ? found : doubtMissing(found, runs)))
  return told.filter((found) => !isCallScore(found.metric) || (found.examples > 0 && !isFree(found)))
}

/** Whether the runs cost nothing: that needs no comparison. */
function isFree({ runs }: Contrast): boolean {
  return runs.every(({ estimate }) => estimate === 0)
}

/** The score of examples that leads; where the verdict is about a corpus score, the score whose mean that replaces. */
function leadingScore({ question: { primary_metric }, declared }: ScoredQuestion): string {
  const isDeclared = declared.some(({ name }) => name === primary_metric)
  return isDeclared ? primary_metric : (scoreOfCorpus(primary_metric) ?? primary_metric)
}
