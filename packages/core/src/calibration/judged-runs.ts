import { repeatColumns, scoreNamesOf } from '@assay/compute'
import { DomainError, type JudgedAgainst, type JudgeSpec } from '@assay/schemas'
import type { ComparisonDeps } from '../comparison/deps.ts'
import { stageScoreFiles } from '../comparison/scores/score-files.ts'
import { type EvaluatedRun, readEvaluatedRuns } from '../evaluation/evaluated-run.ts'

/** Runs that one judge has judged. */
export interface JudgedRuns {
  readonly runs: readonly EvaluatedRun[]
  readonly judge: JudgeSpec
}

/** Throws SCORE_MISSING for a run that the judge has not judged, INPUT_INVALID where it has changed in between. */
export async function readJudgedRuns(
  deps: ComparisonDeps,
  { run_ids, name }: { readonly run_ids: readonly string[]; readonly name: string },
): Promise<JudgedRuns> {
  const runs = await readEvaluatedRuns(deps, run_ids)
  const judges = runs.map(({ run_id, judgements }) => {
    const found = judgements.find(({ judge }) => judge.name === name)?.judge
    if (!found) throw new DomainError('SCORE_MISSING', { metric: `judge/${name}`, run_id })
    return found
  })
  const [judge] = judges
  if (!judge || judges.some(({ version }) => version !== judge.version)) {
    const message = `were judged by different versions of ${name}: evaluate them again by one`
    throw new DomainError('INPUT_INVALID', { issues: [{ path: 'run_ids', message }] })
  }
  const datasets = new Set(runs.map(({ dataset_id }) => dataset_id))
  if (datasets.size > 1) throw new DomainError('COMPARISON_DATASETS_DIFFER', { dataset_ids: [...datasets] })
  return { runs, judge }
}

/** Whose answers a judge of pairs saw beside those of these runs. */
export function againstOf(runs: readonly EvaluatedRun[], name: string): JudgedAgainst | undefined {
  return runs[0]?.judgements.find(({ judge }) => judge.name === name)?.judge.against
}

/** The name of the score of a criterion. */
export function scoreOf(judge: JudgeSpec, criterion: string): string {
  const names = scoreNamesOf(judge)
  const at = judge.criteria.findIndex(({ name }) => name === criterion)
  return names[judge.criteria.length === 1 ? 0 : at + 1] ?? ''
}

export interface Judged {
  /** Numbers of the examples. */
  readonly examples: Float64Array
  /** Of each run the scores by criterion, on its scale and in order of the examples; NaN where there is none. */
  readonly scores: readonly Float64Array[]
}

/** The scores of a criterion in all runs, aligned by example; with repeats, those of the first. */
export async function readJudged(
  deps: ComparisonDeps,
  { runs, judge }: JudgedRuns,
  criterion: JudgeSpec['criteria'][number],
): Promise<Judged> {
  const score = scoreOf(judge, criterion.name)
  const [least, greatest] = criterion.scale
  const width = judge.normalised ? greatest - least : 1
  const from = judge.normalised ? least : 0
  await using files = await stageScoreFiles(deps, runs)
  const columns = runs.map(({ repeats }) => repeatColumns([score], repeats)[0] ?? score)
  const join = files.paths.map((path, at) => ({ path, prefix: `${at}.`, columns: [columns[at] ?? score] }))
  const vectors = await deps.tables.vectors({ join, columns: columns.map((column, at) => `${at}.${column}`) })
  return {
    examples: vectors.examples,
    scores: vectors.columns.map((column) => column.map((value) => from + width * value)),
  }
}
