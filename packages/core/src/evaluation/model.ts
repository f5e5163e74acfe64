import type { Actor } from '@assay/access'
import { requireScope, revealSecret } from '@assay/access'
import { nearestNames } from '@assay/metrics'
import { catalogue, findModel, modelNeeds, modelProblems } from '@assay/models'
import {
  type ChosenModelSpec,
  type Column,
  type ColumnRoles,
  DomainError,
  type Model,
  type ModelSpec,
  modelSpec,
} from '@assay/schemas'
import { namesOf, requireColumn, requireText, type TextColumns } from '../data/column.ts'
import type { EvaluationDeps } from './deps.ts'
import type { ChosenModel } from './run-name.ts'

export function listModels(): { items: Model[] } {
  return { items: [...catalogue] }
}

interface Choice {
  readonly models: readonly (string | ChosenModelSpec)[] | undefined
  readonly table: TextColumns
  readonly roles: ColumnRoles
}

/**
 * The models that a user chose, ready to run; without a choice, the predictions that the dataset holds.
 * Throws MODEL_UNKNOWN, INPUT_INVALID, COLUMN_MISSING, COLUMN_NESTED, COLUMN_EMPTY, COLUMN_UNKNOWN, SECRET_NOT_FOUND,
 * and FORBIDDEN where the actor's credential may not use secrets.
 */
export async function resolveModels(
  deps: EvaluationDeps,
  actor: Actor,
  choice: Choice,
): Promise<ChosenModel<ModelSpec>[]> {
  const models = (choice.models ?? [datasetPredictions(choice)]).map(toChosen)
  for (const { spec } of models) await checkSpec(deps, actor, { ...choice, spec })
  return models
}

function datasetPredictions({ table, roles }: Choice): ModelSpec {
  requireText(table, { column: roles.prediction, needed_by: 'An evaluation without models' })
  return { provider: 'dataset', column: roles.prediction }
}

function toChosen(choice: string | ChosenModelSpec): ChosenModel<ModelSpec> {
  if (typeof choice === 'string') return toChosen({ provider: 'baseline', model: choice, parameters: {} })
  const { name, ...rest } = choice
  const spec = modelSpec.parse(rest)
  if (spec.provider === 'baseline' && !findModel(spec.model)) {
    const known = catalogue.map((model) => model.name)
    throw new DomainError('MODEL_UNKNOWN', { model: spec.model, nearest: nearestNames(spec.model, known) })
  }
  return { name, spec }
}

async function checkSpec(
  deps: EvaluationDeps,
  actor: Actor,
  { spec, table, roles }: Choice & { readonly spec: ModelSpec },
): Promise<void> {
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
  if (spec.provider === 'openai-compatible' && spec.secret !== undefined) {
    // somebody who runs a model with a secret can send it anywhere, which is as good as reading it
    requireScope(actor, 'secrets:read')
    await revealSecret(deps, { owner_id: actor.user_id, name: spec.secret })
  }
}

/** The type of a column of lists that are not of objects, such as chat messages; what JSON holds is seen later. */
const unaskable = /^(?!STRUCT\(|JSON).*\]$/s

function requireAskable(columns: readonly Column[], column: string): void {
  const type = columns.find(({ name }) => name === column)?.type ?? ''
  if (!unaskable.test(type)) return
  const message = `holds ${type.slice(0, 100)}: a model is given texts, or lists of chat messages {role, content}`
  throw new DomainError('INPUT_INVALID', { issues: [{ path: `columns.input (${column})`, message }] })
}
