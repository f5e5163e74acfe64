import type { Actor } from '@assay/access'
import { type AttemptIdentity, findModelCalls, putModelCall } from '@assay/db'
import {
  DomainError,
  inferenceSpec,
  modelPrediction,
  type workCalls,
  type workCallsInput,
  type workCallsKeepInput,
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
  const calls = await requireAsking(deps, actor, attempt)
  const found = await findModelCalls(deps.db, { ...calls, keys })
  return { items: [...found].map(([key, prediction]) => ({ key, prediction: modelPrediction.parse(prediction) })) }
}

/** Keeps answers for the owner of the job; a known call keeps its first one. Throws ATTEMPT_SUPERSEDED. */
export async function keepWorkCalls(
  deps: RunDeps,
  actor: Actor,
  { items, ...attempt }: z.output<typeof workCallsKeepInput>,
): Promise<void> {
  const calls = await requireAsking(deps, actor, attempt)
  for (const { key, prediction } of items) await putModelCall(deps.db, { ...calls, key, prediction })
}

/** Whose answers a job may use that asks a model, and from when on. */
async function requireAsking(deps: RunDeps, actor: Actor, attempt: AttemptIdentity & InSession) {
  const { owner_id, spec } = await requireHeldJob(deps, actor, attempt)
  const asking = inferenceSpec.pick({ kind: true, answers_since: true }).safeParse(spec)
  if (asking.success) return { owner_id, since: asking.data.answers_since }
  throw new DomainError('INPUT_INVALID', {
    issues: [{ path: 'job_id', message: 'must be of a job that asks a model' }],
  })
}
