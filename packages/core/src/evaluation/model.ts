import type { Actor } from '@assay/access'
import { requireScope, revealSecret } from '@assay/access'
import { nearestNames } from '@assay/metrics'
import { catalogue, findModel, modelProblems } from '@assay/models'
import {
  type ChosenModelSpec,
  type ColumnRoles,
  DomainError,
  type Model,
  type ModelSpec,
  modelSpec,
  type Task,
} from '@assay/schemas'
import { requireColumn } from '../data/column.ts'
import type { EvaluationDeps } from './deps.ts'
import type { ChosenModel } from './run-name.ts'

export function listModels(): { items: Model[] } {
  return { items: [...catalogue] }
}

interface Choice {
  readonly models: readonly (string | ChosenModelSpec)[] | undefined
  readonly columns: readonly string[]
  readonly roles: ColumnRoles
  readonly task: Task
}

/**
 * The models that a user chose, ready to run; without a choice, the predictions that the dataset holds.
 * Throws MODEL_UNKNOWN, INPUT_INVALID, COLUMN_MISSING, COLUMN_UNKNOWN, SECRET_NOT_FOUND, and FORBIDDEN
 * where the actor's credential may not use secrets.
 */
export async function resolveModels(deps: EvaluationDeps, actor: Actor, choice: Choice): Promise<ChosenModel[]> {
  const models = (choice.models ?? [datasetPredictions(choice)]).map(toChosen)
  for (const { spec } of models) await checkSpec(deps, actor, { ...choice, spec })
  return models
}

function datasetPredictions({ columns, roles }: Choice): ModelSpec {
  if (columns.includes(roles.prediction)) return { provider: 'dataset', column: roles.prediction }
  throw new DomainError('COLUMN_MISSING', { column: roles.prediction, needed_by: 'An evaluation without models' })
}

function toChosen(choice: string | ChosenModelSpec): ChosenModel {
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
  { spec, columns, roles }: Choice & { readonly spec: ModelSpec },
): Promise<void> {
  if (spec.provider === 'dataset') {
    requireColumn(columns, spec.column)
    return
  }
  if (!columns.includes(roles.input)) {
    throw new DomainError('COLUMN_MISSING', { column: roles.input, needed_by: `The model "${spec.model}"` })
  }
  const issues = modelProblems(spec)
  if (issues.length > 0) throw new DomainError('INPUT_INVALID', { issues: [...issues] })
  if (spec.provider === 'openai-compatible' && spec.secret !== undefined) {
    // somebody who runs a model with a secret can send it anywhere, which is as good as reading it
    requireScope(actor, 'secrets:read')
    await revealSecret(deps, { owner_id: actor.user_id, name: spec.secret })
  }
}
