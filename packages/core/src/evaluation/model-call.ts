import type { Actor } from '@assay/access'
import { isBaseline } from '@assay/compute'
import { type Model, modelProblems, openModel, PredictionError } from '@assay/models'
import { type ChosenModelSpec, DomainError, type ModelSpec, type UsedEntry } from '@assay/schemas'
import { TooManyWaiting } from '@assay/turns'
import type { EvaluationDeps } from './deps.ts'
import { resolveModel } from './model.ts'
import { revealModelSecret } from './model-secret.ts'

const retryAfterSeconds = 5

interface OpenedModel {
  readonly model: Model
  readonly spec: ModelSpec
  readonly entry: UsedEntry | null
}

/** A model that a user chose, ready to be asked while they wait. Throws what `resolveModel` does. */
export async function openChosenModel(
  deps: EvaluationDeps,
  actor: Actor,
  choice: string | ChosenModelSpec,
): Promise<OpenedModel> {
  const { spec, entry } = await resolveModel(deps, actor, choice)
  if (spec.provider === 'dataset') {
    const message = 'predictions of a dataset are no model to ask'
    throw new DomainError('INPUT_INVALID', { issues: [{ path: 'model.provider', message }] })
  }
  const issues = modelProblems(spec, [])
  if (issues.length > 0) throw new DomainError('INPUT_INVALID', { issues: [...issues] })
  const api_key = await revealModelSecret(deps, { owner_id: actor.user_id, spec, entry })
  const model = isBaseline(spec)
    ? deps.scoring.baseline(spec)
    : openModel(spec, { fetch: deps.model_fetch, local: deps.local_models, ...(api_key !== undefined && { api_key }) })
  return { model, spec, entry: entry ?? null }
}

interface Call<Result> {
  readonly signal: AbortSignal
  readonly work: () => Promise<Result>
}

/** Asks a model for somebody who waits, a few calls of each user at once. Throws LIMIT_REACHED, and why it failed. */
export async function callInTurn<Result>(
  { completions }: Pick<EvaluationDeps, 'completions'>,
  { user_id }: Actor,
  { signal, work }: Call<Result>,
): Promise<Result> {
  try {
    return await completions.hold({ owner: user_id, signal, work })
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof PredictionError) throw refusalOf(error)
    if (!(error instanceof TooManyWaiting)) throw error
    throw new DomainError('LIMIT_REACHED', { what: 'calls of models at once', retry_after_seconds: retryAfterSeconds })
  }
}

function refusalOf({ kind, status, reason }: PredictionError): DomainError {
  return new DomainError(kind === 'final' ? 'COMPLETION_REFUSED' : 'MODEL_CALL_FAILED', { status, reason })
}
