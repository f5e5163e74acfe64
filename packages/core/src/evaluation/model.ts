import type { Actor } from '@assay/access'
import { modelNeeds, modelProblems } from '@assay/models'
import {
  type ChosenModelSpec,
  type Column,
  type ColumnRoles,
  DomainError,
  type ModelSpec,
  modelSpec,
} from '@assay/schemas'
import { namesOf, requireColumn, requireText, type TextColumns } from '../data/column.ts'
import type { EvaluationDeps } from './deps.ts'
import { type ModelCatalogue, readModelCatalogue } from './model-catalogue.ts'
import { checkModelSecret } from './model-secret.ts'
import type { ChosenModel } from './run-name.ts'

interface Choice {
  readonly models: readonly (string | ChosenModelSpec)[] | undefined
  readonly table: TextColumns
  readonly roles: ColumnRoles
}

/**
 * The models that a user chose, ready to run; without a choice, the predictions that the dataset holds.
 * Throws MODEL_UNKNOWN, MODEL_ALIAS_CYCLE, INPUT_INVALID, COLUMN_MISSING, COLUMN_NESTED, COLUMN_EMPTY, COLUMN_UNKNOWN,
 * SECRET_NOT_FOUND, and FORBIDDEN where the actor's credential may not use secrets.
 */
export async function resolveModels(deps: EvaluationDeps, actor: Actor, choice: Choice): Promise<ChosenModel[]> {
  const catalogue = await readModelCatalogue(deps, { owner_id: actor.user_id })
  const models = (choice.models ?? [datasetPredictions(choice)]).map((model) => toChosen(catalogue, model))
  for (const model of models) await checkModel(deps, actor, { ...choice, ...model })
  return models
}

/**
 * A model that a user chose where there is no dataset. Throws MODEL_UNKNOWN, MODEL_ALIAS_CYCLE, INPUT_INVALID,
 * SECRET_NOT_FOUND, FORBIDDEN.
 */
export async function resolveModel(
  deps: EvaluationDeps,
  actor: Actor,
  choice: string | ChosenModelSpec,
): Promise<ChosenModel> {
  const model = toChosen(await readModelCatalogue(deps, { owner_id: actor.user_id }), choice)
  await checkModelSecret(deps, actor, model)
  return model
}

function datasetPredictions({ table, roles }: Choice): ModelSpec {
  requireText(table, { column: roles.prediction, needed_by: 'An evaluation without models' })
  return { provider: 'dataset', column: roles.prediction }
}

function toChosen(catalogue: ModelCatalogue, choice: string | ChosenModelSpec): ChosenModel {
  if (typeof choice === 'string') return toChosen(catalogue, { provider: 'entry', model: choice })
  const { name, ...rest } = choice
  if (rest.provider === 'entry') {
    const { spec, entry } = catalogue.resolve(rest.model)
    return { name: name ?? (entry.origin === 'catalogue' ? undefined : entry.name), spec, entry }
  }
  const spec = modelSpec.parse(rest)
  if (spec.provider === 'baseline') catalogue.requireBuiltIn(spec.model)
  return { name, spec }
}

async function checkModel(
  deps: EvaluationDeps,
  actor: Actor,
  { table, roles, ...model }: Pick<Choice, 'table' | 'roles'> & ChosenModel,
): Promise<void> {
  const { spec } = model
  const names = namesOf(table.columns)
  if (spec.provider === 'dataset') {
    requireColumn(names, spec.column)
    requireText(table, { column: spec.column, needed_by: 'The evaluation of predictions' })
    return
  }
  const issues = modelProblems(spec, names)
  if (issues.length > 0) throw new DomainError('INPUT_INVALID', { issues: [...issues] })
  if (modelNeeds(spec, names).input) {
    requireText(table, { column: roles.input, needed_by: `The model "${spec.model}"` })
    requireAskable(table.columns, roles.input)
  }
  await checkModelSecret(deps, actor, model)
}

/** The type of a column of lists that are not of objects, such as chat messages; what JSON holds is seen later. */
const unaskable = /^(?!STRUCT\(|JSON).*\]$/s

function requireAskable(columns: readonly Column[], column: string): void {
  const type = columns.find(({ name }) => name === column)?.type ?? ''
  if (!unaskable.test(type)) return
  const message = `holds ${type.slice(0, 100)}: a model is given texts, or lists of chat messages {role, content}`
  throw new DomainError('INPUT_INVALID', { issues: [{ path: `columns.input (${column})`, message }] })
}
