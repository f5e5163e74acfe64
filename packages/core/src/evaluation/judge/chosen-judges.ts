import type { Actor } from '@assay/access'
import { isOfJudge, judgeOf } from '@assay/compute'
import { type ChosenModelSpec, DomainError, type Judge, type JudgeSpec, type UsedEntry } from '@assay/schemas'
import type { EvaluationDeps } from '../deps.ts'
import { checkModelSecret } from '../model-secret.ts'
import { resolveAgainst } from './against.ts'
import { getJudge, resolveJudgeModel, toJudgeSpec } from './judge.ts'

interface Choice {
  /** Metrics and scores that a user named, of judges and others. */
  readonly names: readonly string[]
  /** Who judges where a judge does not say so itself. */
  readonly judge_model: string | ChosenModelSpec | undefined
  /** The run whose answers judges of pairs see. */
  readonly judge_against: string | undefined
  readonly dataset_id: string
}

/** A judge with its model, and the entry of the catalogue that named that. */
export interface ChosenJudge {
  readonly judge: JudgeSpec
  readonly entry?: UsedEntry | undefined
}

/**
 * The judges among metrics that a user named, each once, with their models. Throws METRIC_UNKNOWN, MODEL_UNKNOWN,
 * SECRET_NOT_FOUND, RUN_NOT_FOUND, RUN_NOT_FINISHED, and INPUT_INVALID where a judge is not given its model or run.
 */
export async function chooseJudges(
  deps: EvaluationDeps,
  actor: Actor,
  { names, judge_model, ...paired }: Choice,
): Promise<ChosenJudge[]> {
  const wanted = [...new Set(names.filter(isOfJudge).map(judgeOf))]
  const judges: ChosenJudge[] = []
  for (const name of wanted) {
    const judge = await findNamed(deps, actor, name)
    const { spec, entry } = await modelOf(deps, actor, { judge, judge_model })
    const against = judge.pairs ? await againstOf(deps, actor, { name, ...paired }) : undefined
    judges.push({ judge: toJudgeSpec(judge, spec, against), entry })
  }
  return judges
}

/** Its own, as it was when the judge was made, or the one that is given. */
async function modelOf(
  deps: EvaluationDeps,
  actor: Actor,
  { judge, judge_model }: Pick<Choice, 'judge_model'> & { readonly judge: Judge },
) {
  if (judge.model !== null) {
    const own = { spec: judge.model, entry: judge.entry ?? undefined }
    await checkModelSecret(deps, actor, own)
    return own
  }
  if (judge_model === undefined) throw needsModel(judge.name)
  return resolveJudgeModel(deps, actor, { model: judge_model, path: 'judge_model' })
}

async function againstOf(
  deps: EvaluationDeps,
  actor: Actor,
  { name, judge_against: run_id, dataset_id }: Omit<Choice, 'names' | 'judge_model'> & { readonly name: string },
) {
  if (run_id !== undefined) return resolveAgainst(deps, actor, { run_id, dataset_id })
  const message = `must say with whose answers judge/${name} is to compare: it judges pairs`
  throw new DomainError('INPUT_INVALID', { issues: [{ path: 'judge_against', message }] })
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
