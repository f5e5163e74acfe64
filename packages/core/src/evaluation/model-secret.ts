import { type Actor, requireScope, revealSecret } from '@assay/access'
import { findModelEntryById } from '@assay/db'
import { secretOf } from '@assay/models'
import type { ModelSpec, UsedEntry } from '@assay/schemas'
import type { EvaluationDeps } from './deps.ts'

type Deps = Pick<EvaluationDeps, 'db' | 'secret_box'>

interface Caller {
  /** Who asks the model, and pays unless somebody lends a secret. */
  readonly owner_id: string
  readonly spec: ModelSpec
  readonly entry?: UsedEntry | undefined
}

/** What a model is called with; undefined: it needs nothing. Throws SECRET_NOT_FOUND. */
export async function revealModelSecret(deps: Deps, caller: Caller): Promise<string | undefined> {
  const name = secretOf(caller.spec)
  if (name === undefined) return undefined
  return revealSecret(deps, { owner_id: (await findLender(deps, caller)) ?? caller.owner_id, name })
}

/**
 * Makes sure that there is what a model is called with. Throws SECRET_NOT_FOUND, and FORBIDDEN where the actor's
 * credential may not use secrets: who runs a model with a secret of their own can send it anywhere, which is as good as
 * reading it. A lent one goes nowhere but where its lender says.
 */
export async function checkModelSecret(deps: Deps, actor: Actor, model: Omit<Caller, 'owner_id'>): Promise<void> {
  const name = secretOf(model.spec)
  if (name === undefined) return
  const caller = { ...model, owner_id: actor.user_id }
  const lender = await findLender(deps, caller)
  if (lender === undefined) requireScope(actor, 'secrets:read')
  await revealSecret(deps, { owner_id: lender ?? actor.user_id, name })
}

/** Whose secret everyone calls the model with, as long as the entry still says so of this very model. */
async function findLender({ db }: Deps, { owner_id, spec, entry }: Caller): Promise<string | undefined> {
  if (!entry?.model_id) return undefined
  const row = await findModelEntryById(db, { id: entry.model_id, owner_id })
  if (!row?.secret_owner_id || row.model === null) return undefined
  return isSame(callOf(row.model), callOf(spec)) ? row.secret_owner_id : undefined
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.every((value, at) => value === other[at])
}

/** Where a secret goes to. */
function callOf(spec: ModelSpec) {
  return [spec.provider, 'base_url' in spec ? spec.base_url : null, secretOf(spec)]
}
