import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Actor } from '@assay/access'
import type { AttemptIdentity } from '@assay/db'
import {
  DomainError,
  type workCheckpoint,
  type workCheckpointKeepInput,
  type workCheckpointPart,
  type workCheckpointRef,
} from '@assay/schemas'
import { ObjectMissing } from '@assay/storage'
import type { z } from 'zod'
import { checkpointPrefix } from '../run/checkpoint.ts'
import type { RunDeps } from '../run/deps.ts'
import { requireHeldJob } from './attempt.ts'
import type { InSession } from './session.ts'

/** The parts that attempts of an evaluation have kept. Throws ATTEMPT_SUPERSEDED. */
export async function listWorkCheckpoint(
  deps: RunDeps,
  actor: Actor,
  attempt: AttemptIdentity & InSession,
): Promise<z.infer<typeof workCheckpoint>> {
  const prefix = await prefixOf(deps, actor, attempt)
  const names: string[] = []
  for await (const { key } of deps.storage.list(prefix)) names.push(key.slice(prefix.length))
  return { names }
}

/** A part of them. Throws ATTEMPT_SUPERSEDED. */
export async function readWorkCheckpoint(
  deps: RunDeps,
  actor: Actor,
  { name, ...attempt }: z.output<typeof workCheckpointRef>,
): Promise<z.infer<typeof workCheckpointPart>> {
  const prefix = await prefixOf(deps, actor, attempt)
  try {
    const bytes = await buffer(await deps.storage.read(prefix + name))
    return { content_base64: bytes.toString('base64') }
  } catch (error) {
    if (error instanceof ObjectMissing) return { content_base64: null }
    throw error
  }
}

/** Keeps one more; they go when the job has ended. Throws ATTEMPT_SUPERSEDED. */
export async function keepWorkCheckpoint(
  deps: RunDeps,
  actor: Actor,
  { name, content_base64, ...attempt }: z.output<typeof workCheckpointKeepInput>,
): Promise<void> {
  const prefix = await prefixOf(deps, actor, attempt)
  await deps.storage.put(prefix + name, Readable.from([Buffer.from(content_base64, 'base64')]))
}

async function prefixOf(deps: RunDeps, actor: Actor, attempt: AttemptIdentity & InSession): Promise<string> {
  const { id, kind } = await requireHeldJob(deps, actor, attempt)
  if (kind === 'evaluation') return checkpointPrefix(id)
  throw new DomainError('INPUT_INVALID', { issues: [{ path: 'job_id', message: 'must be an evaluation' }] })
}
