import type { Actor } from '@assay/access'
import { isOfJudge, judgeOf } from '@assay/compute'
import { type ChosenModelSpec, DomainError, type JudgeSpec } from '@assay/schemas'
import type { EvaluationDeps } from '../deps.ts'
import { getJudge, resolveJudgeModel, toJudgeSpec } from './judge.ts'

interface Choice {
  /** Metrics and scores that a user named, of judges and others. */
  readonly names: readonly string[]
  /** Who judges where a judge does not say so itself. */
  readonly judge_model: string | ChosenModelSpec | undefined
}

/**
 * The judges among metrics that a user named, each once, with their models. Throws METRIC_UNKNOWN, MODEL_UNKNOWN,
 * SECRET_NOT_FOUND, and INPUT_INVALID where a judge that comes with Assay is given no model.
 */
export async function chooseJudges(
  deps: EvaluationDeps,
  actor: Actor,
  { names, judge_model }: Choice,
): Promise<JudgeSpec[]> {
  const wanted = [...new Set(names.filter(isOfJudge).map(judgeOf))]
  const judges: JudgeSpec[] = []
  for (const name of wanted) {
    const judge = await findNamed(deps, actor, name)
    if (judge.model === null && judge_model === undefined) throw needsModel(name)
    const chosen = judge.model ?? judge_model ?? ''
    judges.push(toJudgeSpec(judge, await resolveJudgeModel(deps, actor, { model: chosen, path: 'judge_model' })))
  }
  return judges
}

async function findNamed(deps: EvaluationDeps, actor: Actor, name: string) {
  try {
    return await getJudge(deps, actor, { name })
  } catch (error) {
    if (!DomainError.is(error, 'JUDGE_NOT_FOUND')) throw error
    const nearest = error.data.nearest.map((near) => `judge/${near}`)
    throw new DomainError('METRIC_UNKNOWN', { metric: `judge/${name}`, nearest })
  }
}

function needsModel(name: string): DomainError {
  const message = `must say which model judges: judge/${name} comes with Assay and has none of its own`
  return new DomainError('INPUT_INVALID', { issues: [{ path: 'judge_model', message }] })
}
