import { type Actor, viewerOf } from '@assay/access'
import { scoreNamesOf, swapConsistency } from '@assay/compute'
import { deleteJudge, findJudge, insertJudge, type JudgeRow, listJudgeNames, listJudges, newId } from '@assay/db'
import { fingerprintOf, transact } from '@assay/engine'
import { nearestNames } from '@assay/metrics'
import { modelProblems } from '@assay/models'
import {
  type ChosenModelSpec,
  DomainError,
  type Judge,
  type JudgeCriterion,
  type JudgedAgainst,
  type JudgeSpec,
  type judgeCreateInput,
  type judgeListInput,
  type ModelSpec,
  type Page,
  type UsedEntry,
} from '@assay/schemas'
import type { z } from 'zod'
import type { EvaluationDeps } from '../deps.ts'
import { resolveModel } from '../model.ts'
import type { BuiltinJudge } from './builtin.ts'
import { gEval } from './g-eval.ts'
import { defaultPairPrompt } from './pair-prompt.ts'
import { defaultPrompt, defaultSystemPrompt, placesOf } from './prompt.ts'

const builtins: readonly BuiltinJudge[] = gEval

/** Makes a judge, or its next version. Throws INPUT_INVALID, MODEL_UNKNOWN, SECRET_NOT_FOUND. */
export async function createJudge(
  deps: EvaluationDeps,
  actor: Actor,
  { name, model, ...said }: z.output<typeof judgeCreateInput>,
): Promise<Judge> {
  if (builtins.some((builtin) => builtin.name === name))
    throw invalid('name', 'is that of a judge that comes with Assay')
  const prompt = said.prompt ?? (said.pairs ? defaultPairPrompt(said.needs) : defaultPrompt(said.needs))
  checkPrompt(prompt, said)
  const { spec, entry } = await resolveJudgeModel(deps, actor, { model, path: 'model' })
  const definition = {
    ...said,
    ...(said.pairs && { criteria: toPairCriteria(said.criteria), normalised: true }),
    prompt,
    system_prompt: said.system_prompt ?? defaultSystemPrompt,
    model: spec,
    ...(entry && { entry }),
  }
  const row = await transact(deps, (trx) =>
    insertJudge(trx, { id: newId(), owner_id: actor.user_id, name, definition: JSON.stringify(definition) }),
  )
  return toJudge(row)
}

/** The other answer, neither, this one. */
const pairScale: JudgeCriterion['scale'] = [-1, 1]

function toPairCriteria(criteria: readonly JudgeCriterion[]): JudgeCriterion[] {
  const taken = criteria.findIndex(({ name }) => name === swapConsistency)
  if (taken >= 0) throw invalid(`criteria.${taken}.name`, 'is that of a score which every judge of pairs has')
  return criteria.map((criterion) => ({ ...criterion, scale: pairScale, direction: 'higher' }))
}

function checkPrompt(prompt: string, { needs, pairs }: Pick<Judge, 'needs' | 'pairs'>): void {
  const places = placesOf(prompt)
  for (const part of pairs ? ['first', 'second'] : ['prediction']) {
    if (!places.has(part)) throw invalid('prompt', `must contain {${part}}, which is what is judged`)
  }
  for (const part of ['input', 'reference'] as const) {
    if (places.has(part) && !needs.includes(part)) throw invalid('prompt', `has {${part}}, which is not among "needs"`)
  }
}

interface Judging {
  readonly model: string | ChosenModelSpec
  readonly path: string
}

/** A model that judges, and the entry of the catalogue that named it. */
interface JudgeModel {
  readonly spec: ModelSpec
  readonly entry?: UsedEntry | undefined
}

/** A model that answers what it is asked: baselines and columns do not. */
export async function resolveJudgeModel(
  deps: EvaluationDeps,
  actor: Actor,
  { model, path }: Judging,
): Promise<JudgeModel> {
  const { spec, entry } = await resolveModel(deps, actor, model)
  if (spec.provider === 'baseline' || spec.provider === 'dataset') {
    throw invalid(path, 'must be a model behind an endpoint, which can answer questions')
  }
  const issues = modelProblems(spec, ['input'])
  if (issues.length > 0) throw new DomainError('INPUT_INVALID', { issues: [...issues] })
  return { spec, entry }
}

function invalid(path: string, message: string): DomainError {
  return new DomainError('INPUT_INVALID', { issues: [{ path, message }] })
}

/** Throws JUDGE_NOT_FOUND. */
export async function getJudge(
  deps: EvaluationDeps,
  actor: Actor,
  { name, version }: { readonly name: string; readonly version?: number | undefined },
): Promise<Judge> {
  const builtin = builtins.find((one) => one.name === name)
  if (builtin && (version === undefined || version === builtin.version)) return fromBuiltin(builtin)
  const row = await findJudge(deps.db, { owner_id: actor.user_id, name, version })
  if (row) return toJudge(row)
  const known = [...(await listJudgeNames(deps.db, actor.user_id)), ...builtins.map((one) => one.name)]
  const judge = version === undefined ? name : `${name}@${version}`
  throw new DomainError('JUDGE_NOT_FOUND', { judge, nearest: nearestNames(name, known) })
}

/** The newest version of each of the actor's judges, all versions of one, or those that come with Assay. */
export async function listOwnJudges(
  deps: EvaluationDeps,
  actor: Actor,
  { name, builtin, ...page }: z.output<typeof judgeListInput>,
): Promise<Page<Judge>> {
  if (builtin) {
    const items = builtins.filter((one) => name === undefined || one.name === name).map(fromBuiltin)
    return { items, next_cursor: null, ...(page.include_total && { total: items.length }) }
  }
  const { user_id } = viewerOf(actor)
  const rows = await listJudges(deps.db, { owner_id: user_id, name }, page)
  return { ...rows, items: rows.items.map(toJudge) }
}

/** Runs keep the judges that they were scored by. Throws JUDGE_NOT_FOUND. */
export async function removeJudge(deps: EvaluationDeps, actor: Actor, { name }: { name: string }): Promise<void> {
  const isRemoved = await deleteJudge(deps.db, { owner_id: actor.user_id, name })
  if (!isRemoved) throw new DomainError('JUDGE_NOT_FOUND', { judge: name, nearest: [] })
}

function fromBuiltin(builtin: BuiltinJudge): Judge {
  const absent = { id: null, model: null, entry: null, pairs: false, created_at: null }
  return { ...builtin, ...absent, scores: scoreNamesOf(builtin) }
}

function toJudge({ id, name, version, definition, created_at }: JudgeRow): Judge {
  const { title, model, criteria, needs, system_prompt, prompt, normalised, pairs = false } = definition
  const said = {
    title,
    model,
    entry: definition.entry ?? null,
    criteria,
    needs,
    system_prompt,
    prompt,
    normalised,
    pairs,
  }
  return { id, name, version, ...said, scores: scoreNamesOf({ name, criteria, pairs }), created_at }
}

/** A judge as it is now, with the model that it had; undefined: it is gone. */
export async function findCurrent(
  { db }: Pick<EvaluationDeps, 'db'>,
  { owner_id, name, model, against }: Pick<JudgeSpec, 'name' | 'model' | 'against'> & { readonly owner_id: string },
): Promise<{ readonly number: number; readonly spec: JudgeSpec } | undefined> {
  const builtin = builtins.find((one) => one.name === name)
  if (builtin) return { number: builtin.version, spec: toJudgeSpec(fromBuiltin(builtin), model) }
  const row = await findJudge(db, { owner_id, name })
  return row && { number: row.version, spec: toJudgeSpec(toJudge(row), row.definition.model, against) }
}

/** A judge with its model, as a job executes it; its version tells it from any that could score otherwise. */
export function toJudgeSpec(judge: Judge, model: ModelSpec, against?: JudgedAgainst): JudgeSpec {
  const { name, title, criteria, needs, system_prompt, prompt, normalised, pairs } = judge
  const ofPairs = pairs && { pairs, ...(against && { against }) }
  const definition = { name, title, model, criteria, needs, system_prompt, prompt, normalised, ...ofPairs }
  const { title: _, ...matters } = definition
  return { ...definition, version: fingerprintOf(withoutCallSettings(matters)).slice(0, 12) }
}

/** Keys and patience change no score. */
function withoutCallSettings({ model, ...rest }: Omit<JudgeSpec, 'version' | 'title'>) {
  const untold = new Set(['secret', 'timeout_seconds', 'outage_seconds', 'price'])
  return { ...rest, model: Object.fromEntries(Object.entries(model).filter(([field]) => !untold.has(field))) }
}
