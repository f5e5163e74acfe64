import type { Contrast } from '@assay/compute'
import { callScores, isCallScore, withCallMargin } from '@assay/compute'
import type { ComparisonResult, Front } from '@assay/schemas'
import { DomainError } from '@assay/schemas'
import type { CoreDeps } from '../../deps.ts'
import { corpusName, meanTitle, scoreOfCorpus } from '../../evaluation/corpus-name.ts'
import { describeRun } from '../../evaluation/evaluated-run.ts'
import { type CorpusContrast, contrastCorpora } from '../corpus/contrast-corpora.ts'
import type { AskedOfFiles } from '../question/asked-of-files.ts'
import { conclude } from '../verdict/conclude.ts'
import { frontOf } from '../verdict/front.ts'
import { chooseScores } from './compared-scores.ts'
import { columnNames, groupScores, joinScores, toScoreTables } from './score-files.ts'

/** Compares runs by their score files: the same files and question, the same result to the last digit. */
export async function contrastFiles(
  deps: Pick<CoreDeps, 'tables' | 'statistics' | 'metrics'>,
  asked: AskedOfFiles,
): Promise<ComparisonResult> {
  const { question, files } = asked
  const { runs } = files
  const [contrasts, corpora, all] = await Promise.all([
    contrastScores(deps, asked),
    contrastCorpora(deps, asked),
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

/** Whether the verdict is about this corpus score: asked for, and compared. */
function isPrimary(
  { metric, reason }: CorpusContrast,
  { primary, asked }: { readonly primary: Contrast; readonly asked: AskedOfFiles },
): boolean {
  const { question, declared } = asked
  const isAsked = corpusName(metric) === question.primary_metric && metric === primary.metric
  return isAsked && reason === null && !declared.some(({ name }) => name === question.primary_metric)
}

/** The score of examples that leads: of a corpus score, that which it is the form of. */
function leadingScore({ question: { primary_metric }, declared }: AskedOfFiles): string {
  const isDeclared = declared.some(({ name }) => name === primary_metric)
  return isDeclared ? primary_metric : (scoreOfCorpus(primary_metric) ?? primary_metric)
}

/** Compares the runs on each score that they share, as many scores at once as fit. */
async function contrastScores(deps: Pick<CoreDeps, 'tables' | 'statistics'>, asked: AskedOfFiles): Promise<Contrast[]> {
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
  return contrasts.filter((found) => !isCallScore(found.metric) || (found.examples > 0 && !isFree(found)))
}

/** Whether no run took anything: a fact, which needs no comparison. */
function isFree({ runs }: Contrast): boolean {
  return runs.every(({ estimate }) => estimate === 0)
}

/** Quality against what it takes; none where no run knows what it took, or where no score is about quality. */
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
