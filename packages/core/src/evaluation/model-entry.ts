import { type Actor, requireAdmin, revealSecret } from '@assay/access'
import {
  countModelEntries,
  type Database,
  deleteModelEntry,
  findModelEntry,
  listModelEntries,
  lockModelEntries,
  type ModelEntryRow,
  newId,
  putModelEntry,
} from '@assay/db'
import { transact } from '@assay/engine'
import { findModel, modelProblems } from '@assay/models'
import {
  DomainError,
  type ModelEntry,
  type ModelSpec,
  type modelListInput,
  type modelPutInput,
  type modelRef,
  type modelRemoveInput,
  type Page,
} from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import type { EvaluationDeps } from './deps.ts'
import { ModelCatalogue, readModelCatalogue } from './model-catalogue.ts'
import { modelPage } from './model-page.ts'

type PutInput = z.output<typeof modelPutInput>

const mostEntries = 200

/**
 * Makes an entry, the actor's own or for everyone, or replaces it. Throws INPUT_INVALID, MODEL_UNKNOWN for an alias of
 * nothing, MODEL_ALIAS_CYCLE, TOO_MANY_MODELS, SECRET_NOT_FOUND where the secret that is to be lent is not there, and
 * FORBIDDEN.
 */
export async function putModel(deps: EvaluationDeps, actor: Actor, input: PutInput): Promise<ModelEntry> {
  if (input.for_everyone) requireAdmin(actor)
  checkInput(input)
  const owner_id = input.for_everyone ? null : actor.user_id
  const secret_owner_id = await lenderOf(deps, actor, input)
  return transact(deps, async (trx) => {
    await lockModelEntries(trx)
    const before = await findModelEntry(trx, { owner_id, name: input.name })
    if (!before && (await countModelEntries(trx, owner_id)) >= mostEntries) {
      throw new DomainError('TOO_MANY_MODELS', { most: mostEntries })
    }
    const row = await putModelEntry(trx, { ...valuesOf(input), id: before?.id ?? newId(), owner_id, secret_owner_id })
    return checkedEntry(trx, actor, row)
  })
}

/** What was put, seen by those who may name it. Throws where it leads to nothing, or in a circle. */
async function checkedEntry(trx: Transaction<Database>, actor: Actor, row: ModelEntryRow): Promise<ModelEntry> {
  const rows = await listModelEntries(trx, actor.user_id)
  const visible = row.owner_id === null ? rows.filter(({ owner_id }) => owner_id === null) : rows
  const catalogue = new ModelCatalogue(visible)
  catalogue.resolve(row.name)
  return catalogue.get(row.name)
}

function valuesOf({ name, title = name, description, tasks = [], requirements, model, alias_of }: PutInput) {
  return {
    ...{ name, title, description, tasks, requirements },
    model: model === undefined ? null : JSON.stringify(model),
    alias_of: alias_of ?? null,
  }
}

function checkInput({ model, alias_of, for_everyone, shared_secret }: PutInput): void {
  if ((model === undefined) === (alias_of === undefined)) refuse('model', 'give either a model, or alias_of')
  if (model?.provider === 'dataset') refuse('model.provider', 'predictions of a dataset are no model to call')
  if (shared_secret && !(for_everyone && model && 'secret' in model && model.secret !== undefined)) {
    refuse('shared_secret', 'is for entries for everyone whose model names a secret')
  }
  if (model) checkModel(model)
}

function checkModel(model: ModelSpec): void {
  if (model.provider === 'dataset') return
  if (model.provider === 'baseline' && !findModel(model.model)) {
    throw new DomainError('MODEL_UNKNOWN', { model: model.model, nearest: [] })
  }
  const issues = modelProblems(model).map((issue) => ({ ...issue, path: `model.${issue.path}` }))
  if (issues.length > 0) throw new DomainError('INPUT_INVALID', { issues })
}

function refuse(path: string, message: string): never {
  throw new DomainError('INPUT_INVALID', { issues: [{ path, message }] })
}

async function lenderOf(deps: EvaluationDeps, { user_id }: Actor, { shared_secret, model }: PutInput) {
  if (!shared_secret || !model || !('secret' in model) || model.secret === undefined) return null
  await revealSecret(deps, { owner_id: user_id, name: model.secret })
  return user_id
}

/** By name, or by id. Throws MODEL_NOT_FOUND. */
export async function getModel(
  deps: EvaluationDeps,
  { user_id }: Actor,
  { name }: z.output<typeof modelRef>,
): Promise<ModelEntry> {
  return (await readModelCatalogue(deps, { owner_id: user_id })).get(name)
}

/** All that a name can mean to the actor, page by page. */
export async function listModels(
  deps: EvaluationDeps,
  { user_id }: Actor,
  { task, origin, ...page }: z.output<typeof modelListInput>,
): Promise<Page<ModelEntry>> {
  const all = (await readModelCatalogue(deps, { owner_id: user_id })).list()
  const wanted = all.filter((entry) => {
    return (task === undefined || entry.tasks.includes(task)) && (origin === undefined || entry.origin === origin)
  })
  return modelPage(wanted, page)
}

/** Removes the actor's own entry, or the one for everyone. Throws MODEL_NOT_FOUND, FORBIDDEN. */
export async function removeModel(
  { db }: EvaluationDeps,
  actor: Actor,
  { name, for_everyone }: z.output<typeof modelRemoveInput>,
): Promise<void> {
  if (for_everyone) requireAdmin(actor)
  const owner_id = for_everyone ? null : actor.user_id
  if (!(await deleteModelEntry(db, { owner_id, name }))) throw new DomainError('MODEL_NOT_FOUND', { model: name })
}
