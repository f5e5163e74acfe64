import { type Contrast, callScores } from '@assay/compute'
import { type ComparisonResult, DomainError, type Front } from '@assay/schemas'
import { corpusName, meanTitle } from '../evaluation/corpus-name.ts'
import { describeRun } from '../evaluation/evaluated-run.ts'
import { type CorpusContrast, compareCorpora } from './corpus/compare-corpora.ts'
import type { ComparisonDeps } from './deps.ts'
import { compareMeans } from './scores/compare-means.ts'
import { joinScores } from './scores/score-files.ts'
import type { ScoredQuestion } from './scores/scored-question.ts'
import { conclude } from './verdict/conclude.ts'
import { frontOf } from './verdict/front.ts'

/** The same files and question give the same result to the last digit. */
export async function resultOf(
  deps: Pick<ComparisonDeps, 'tables' | 'statistics' | 'metrics'>,
  asked: ScoredQuestion,
): Promise<ComparisonResult> {
  const { question, files } = asked
  const { runs } = files
  const [contrasts, corpora, all] = await Promise.all([
    compareMeans(deps, asked),
    compareCorpora(deps, asked),
    deps.tables.alignment({ join: joinScores(files, []) }),
  ])
  const [primary] = contrasts
  if (!primary) throw new DomainError('COMPARISON_NOTHING_SHARED', {})
  const cited = corpora.find((corpus) => isPrimary(corpus, { primary, asked }))
  const left_out = all.examples - primary.examples
  const names = new Map(runs.map(({ run_id, name }) => [run_id, name]))
  const saying = { level: question.level, names, cluster_column: question.cluster_column }
  const hasCorpus = new Set(corpora.map(({ metric }) => metric))
  const verdictOf = (contrast: Contrast, without = contrast === primary ? left_out : 0) => {
    const title = hasCorpus.has(contrast.metric) ? meanTitle(contrast.title) : contrast.title
    return conclude({ ...contrast, title }, { ...saying, left_out: without })
  }
  const verdictOnCorpus = (corpus: CorpusContrast, without = 0) =>
    conclude({ ...corpus, title: `corpus ${corpus.title}` }, { ...saying, left_out: without })
  return {
    runs: runs.map((run, at) => describeRun(run, { primary: primary.metric, lacking: all.lacking[at] ?? 0 })),
    examples: primary.examples,
    left_out,
    metrics: contrasts.map((contrast) => ({ ...contrast, verdict: verdictOf(contrast) })),
    corpus: corpora.map((corpus) => ({ ...corpus, verdict: corpus.reason === null ? verdictOnCorpus(corpus) : null })),
    fronts: callScores.flatMap(({ name }) => frontAgainst(name, { primary, contrasts })),
    verdict: cited
      ? { ...verdictOnCorpus(cited, all.examples - cited.examples), metric: corpusName(cited.metric) }
      : verdictOf(primary),
  }
}

function isPrimary(
  { metric, reason }: CorpusContrast,
  { primary, asked }: { readonly primary: Contrast; readonly asked: ScoredQuestion },
): boolean {
  const { question, declared } = asked
  const isAsked = corpusName(metric) === question.primary_metric && metric === primary.metric
  return isAsked && reason === null && !declared.some(({ name }) => name === question.primary_metric)
}

/** Quality against cost, latency and the like; empty where no run knows these, or where no score is about quality. */
function frontAgainst(
  expense: Front['expense'],
  { primary, contrasts }: { readonly primary: Contrast; readonly contrasts: readonly Contrast[] },
): Front[] {
  const taken = contrasts.find(({ metric }) => metric === expense)
  const { direction } = primary
  if (!taken || direction === 'neutral') return []
  const points = primary.runs.map(({ run_id, estimate }, at) => ({
    run_id,
    quality: estimate,
    expense: taken.runs[at]?.estimate ?? null,
  }))
  return [frontOf(points, { quality: primary.metric, expense, direction })]
}
