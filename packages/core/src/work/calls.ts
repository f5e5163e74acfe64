import type { Actor } from '@assay/access'
import { type AttemptIdentity, findModelCalls, putModelCall, spendBudget } from '@assay/db'
import {
  inferenceSpec,
  modelPrediction,
  type workCalls,
  type workCallsInput,
  type workCallsKeepInput,
  type workSpendInput,
  type workSpending,
} from '@assay/schemas'
import type { z } from 'zod'
import type { RunDeps } from '../run/deps.ts'
import { requireHeldJob } from './attempt.ts'
import type { InSession } from './session.ts'

/** What models answered the owner of the job before, as far as the job may use it. Throws ATTEMPT_SUPERSEDED. */
export async function findWorkCalls(
  deps: RunDeps,
  actor: Actor,
  { keys, ...attempt }: z.output<typeof workCallsInput>,
): Promise<z.infer<typeof workCalls>> {
  const calls = await callsOf(deps, actor, attempt)
  const found = await findModelCalls(deps.db, { ...calls, keys })
  return { items: [...found].map(([key, prediction]) => ({ key, prediction: modelPrediction.parse(prediction) })) }
}

/** Keeps answers for the owner of the job; a known call keeps its first one. Throws ATTEMPT_SUPERSEDED. */
export async function keepWorkCalls(
  deps: RunDeps,
  actor: Actor,
  { items, ...attempt }: z.output<typeof workCallsKeepInput>,
): Promise<void> {
  const calls = await callsOf(deps, actor, attempt)
  for (const { key, prediction } of items) await putModelCall(deps.db, { ...calls, key, prediction })
}

/** Counts what a job has spent on models, and says whether it may go on. Throws ATTEMPT_SUPERSEDED. */
export async function spendWork(
  deps: RunDeps,
  actor: Actor,
  { cost, tokens, seconds, ...attempt }: z.output<typeof workSpendInput>,
): Promise<z.infer<typeof workSpending>> {
  const { run_id } = await requireHeldJob(deps, actor, attempt)
  const found = await spendBudget(deps.db, { run_id, cost, tokens, seconds })
  return { left: found ? !found.is_spent : null }
}

/** Whose answers a job may use, and from when on. */
async function callsOf(deps: RunDeps, actor: Actor, attempt: AttemptIdentity & InSession) {
  const { owner_id, spec } = await requireHeldJob(deps, actor, attempt)
  return { owner_id, since: inferenceSpec.pick({ answers_since: true }).safeParse(spec).data?.answers_since }
}
