import type { ScoreTable } from '@assay/compute'
import { isCallScore, repeatColumns } from '@assay/compute'
import type { ScoreDeclaration } from '@assay/metrics'
import type { JoinedTable, Vectors } from '@assay/tables'
import type { EvaluatedRun, ScoredRun } from '../../evaluation/evaluated-run.ts'
import { stageObject } from '../../file/staged.ts'
import type { ComparisonDeps } from '../deps.ts'

/** How many numbers are read at once: 64 MB. */
export const mostNumbers = 8_000_000

type KeptRun = ScoredRun & Pick<EvaluatedRun, 'object_key'>

export interface ScoreFiles extends AsyncDisposable {
  readonly runs: readonly ScoredRun[]
  readonly paths: readonly string[]
}

export async function stageScoreFiles(deps: ComparisonDeps, runs: readonly KeptRun[]): Promise<ScoreFiles> {
  await using stack = new AsyncDisposableStack()
  const paths: string[] = []
  for (const { object_key } of runs) paths.push(stack.use(await stageObject(deps, object_key)).path)
  const staged = stack.move()
  return { runs, paths, [Symbol.asyncDispose]: () => staged.disposeAsync() }
}

/** The score files aligned by example, with these scores and their repeats: columns are `<run>.<score>`. */
export function joinScores({ runs, paths }: ScoreFiles, scores: readonly ScoreDeclaration[]): JoinedTable[] {
  return paths.map((path, at) => ({
    path,
    prefix: `${at}.`,
    columns: scores.flatMap(({ name }) => [name, ...ownColumns(name, runs[at])]),
  }))
}

/** Takes the tables of scores out of what was read of such a join, in the order of its columns. */
export function toScoreTables(
  { runs }: ScoreFiles,
  scores: readonly (ScoreDeclaration & { readonly margin: number })[],
  { columns }: Pick<Vectors, 'columns'>,
): ScoreTable[] {
  const byName = new Map(columnNames(runs, scores).map((name, at) => [name, columns[at] ?? new Float64Array()]))
  const get = (run: number, name: string) => byName.get(`${run}.${name}`) ?? new Float64Array()
  return scores.map((score) => ({
    score,
    margin: score.margin,
    columns: runs.map((_, at) => get(at, score.name)),
    repeats: runs.map((run, at) => ownColumns(score.name, run).map((name) => get(at, name))),
  }))
}

export function columnNames(runs: readonly ScoredRun[], scores: readonly ScoreDeclaration[]): string[] {
  return runs.flatMap((run, at) =>
    scores.flatMap(({ name }) => [name, ...ownColumns(name, run)].map((column) => `${at}.${column}`)),
  )
}

/** Groups scores that can be read at once. */
export function groupScores<Score extends ScoreDeclaration>(runs: readonly ScoredRun[], scores: readonly Score[]) {
  const examples = Math.max(1, ...runs.map(({ evaluation }) => evaluation.examples + evaluation.failed))
  const columns = runs.reduce((total, { repeats }) => total + (repeats > 1 ? repeats + 1 : 1), 0)
  const most = Math.max(1, Math.floor(mostNumbers / (examples * columns)))
  return Array.from({ length: Math.ceil(scores.length / most) }, (_, at) => scores.slice(at * most, (at + 1) * most))
}

/** With several repeats there is a column for each. */
function ownColumns(score: string, run: ScoredRun | undefined): string[] {
  return !run || isCallScore(score) ? [] : repeatColumns([score], run.repeats)
}
