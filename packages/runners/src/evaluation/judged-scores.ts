import { declareJudge, type Judgement, judgedScores, judgementOutput, scoreNamesOf, toMetric } from '@assay/compute'
import type { Metric } from '@assay/metrics'
import type { ClaimedJob, DeclaredMetric, EvaluationSpec, JudgeSpec } from '@assay/schemas'
import type { EvaluationDeps } from './evaluation-deps.ts'
import type { ScoredBatch } from './score-batches.ts'
import { stageNeeded } from './staged-predictions.ts'

/** A judge of an evaluation, with what it said. */
export interface StagedJudge {
  readonly judge: JudgeSpec
  readonly declared: DeclaredMetric
  readonly metric: Metric
  /** Judgement files, one for each repeat. */
  readonly paths: readonly string[]
}

interface Staging {
  readonly job: ClaimedJob
  readonly spec: EvaluationSpec
  readonly stack: AsyncDisposableStack
}

export async function stageJudges(deps: EvaluationDeps, { job, spec, stack }: Staging): Promise<StagedJudge[]> {
  const judges: StagedJudge[] = []
  for (const judge of spec.judges ?? []) {
    const declared = declareJudge(judge)
    const paths = await stageNeeded(deps, { job, name: judgementOutput(judge), stack })
    judges.push({ judge, declared, metric: toMetric(declared), paths })
  }
  return judges
}

/** Why a pair was not shown to a judge: it is a tie. */
export const sameAnswers = 'Both answers are the same.'

/** Adds the scores of judges to those that metrics gave. */
export async function* withJudgements(
  batches: AsyncIterable<ScoredBatch>,
  judges: readonly StagedJudge[],
): AsyncGenerator<ScoredBatch> {
  for await (const batch of batches) {
    if (judges.length === 0) yield batch
    else yield judges.reduce((whole, { judge }, at) => addJudge(whole, judge, at), batch)
  }
}

function addJudge(batch: ScoredBatch, judge: JudgeSpec, at: number): ScoredBatch {
  const names = scoreNamesOf(judge)
  const length = batch.examples.reduce((sum, { repeats }) => sum + repeats.length, 0)
  const columns = names.map(() => new Float64Array(length).fill(Number.NaN))
  const reasons = new Map<number, string>()
  const unswapped = new Map<number, string>()
  let position = 0
  for (const { judgements } of batch.examples) {
    for (const said of judgements[at] ?? []) {
      const scores = scoresOf(judge, said)
      for (const [column, score] of scores.entries()) columns[column]?.fill(score ?? Number.NaN, position, position + 1)
      const error = said.find((judgement) => judgement.error !== null)?.error
      if (error) reasons.set(position, error)
      else if (isUnasked(judge, said)) unswapped.set(position, sameAnswers)
      position += 1
    }
  }
  return {
    ...batch,
    scores: new Map([...batch.scores, ...names.map((name, column) => [name, columns[column] ?? none] as const)]),
    unscored: new Map([
      ...batch.unscored,
      [names[0] ?? '', reasons],
      ...(judge.pairs ? [[names.at(-1) ?? '', unswapped] as const] : []),
    ]),
  }
}

/** A pair of equal answers is a tie, which says nothing of the judge. */
function scoresOf(judge: JudgeSpec, said: readonly Judgement[]): (number | null)[] {
  const given = said.map(({ score }) => score)
  const scores = judgedScores(judge, given)
  return isUnasked(judge, said) ? scores.with(-1, null) : scores
}

function isUnasked({ pairs }: JudgeSpec, said: readonly Judgement[]): boolean {
  return pairs === true && said.every(({ reply, error }) => reply === null && error === null)
}

const none = new Float64Array()
