import type { Readable } from 'node:stream'
import { type AccessDeps, expectRoom, revealSecret } from '@assay/access'
import { type AttemptJob, findAttemptJob, findBlob, findBoundOutputs, isBlobOfAttempt } from '@assay/db'
import {
  type ApplicationSpec,
  type AttemptOutput,
  applicationSpec,
  type ClaimedJob,
  DomainError,
  type HeldAttempt,
  type JobMaterial,
  type StagedFile,
} from '@assay/schemas'
import { toDownload } from '../file/download.ts'
import { newObjectKey } from '../file/object-key.ts'
import type { RunDeps } from '../run/deps.ts'
import { pathOfOutput } from './declared-output.ts'

/** An attempt, and who executes it. */
export type OwnAttempt = HeldAttempt & Pick<ClaimedJob, 'worker_id'>

type Deps = Pick<RunDeps, 'db' | 'storage' | 'settings'> & Pick<AccessDeps, 'secret_box'>

export interface MaterialOptions {
  /** The value of a secret that was given for one run only; undefined: none was. */
  readonly givenSecret?: (run_id: string, name: string) => Promise<string | undefined>
}

/**
 * All that an attempt is given besides the spec of its job. Throws ATTEMPT_SUPERSEDED, SECRET_NOT_FOUND;
 * OUTPUT_NOT_FOUND where a job that it needs has left nothing, or no longer has it.
 */
export async function readMaterial(
  deps: Deps,
  attempt: OwnAttempt,
  { givenSecret }: MaterialOptions = {},
): Promise<JobMaterial> {
  const { owner_id, run_id, spec: kept } = await requireAttempt(deps, attempt, { isSpecWanted: true })
  const spec = applicationSpec.parse(kept)
  async function reveal(name: string): Promise<string> {
    return (await givenSecret?.(run_id, name)) ?? (await revealSecret(deps, { owner_id, name }))
  }
  const secrets: Record<string, string> = {}
  for (const { secret, environment, optional } of spec.secrets) {
    const value = await reveal(secret).catch((error: unknown) => {
      if (optional && DomainError.is(error, 'SECRET_NOT_FOUND')) return undefined
      throw error
    })
    if (value !== undefined) secrets[environment] = value
  }
  const bound = await Promise.all(spec.bindings.map((binding) => findBound(deps, attempt, binding)))
  const registry = spec.registry_secret === null ? null : toLogin(await reveal(spec.registry_secret))
  return { inputs: [...spec.inputs, ...bound.flat()], secrets, registry }
}

/** The bytes of a file of an attempt's material. Throws ATTEMPT_SUPERSEDED, OBJECT_DAMAGED. */
export async function openMaterial(deps: Deps, attempt: OwnAttempt, blob_id: string): Promise<Readable> {
  if (!(await isBlobOfAttempt(deps.db, { ...attempt, blob_id }))) throw superseded(attempt)
  const blob = await findBlob(deps.db, blob_id)
  if (blob) return toDownload(deps, blob, '').open()
  const { job_id } = attempt
  throw new DomainError('OBJECT_DAMAGED', { of: 'An input', dataset_id: null, job_id, damage: 'missing' })
}

export interface WrittenOutput extends Pick<AttemptOutput, 'name'> {
  readonly path: string
  /** For how much there must be room. */
  readonly room_bytes: number
  readonly bytes: Readable
}

/** Stores a file that an attempt leaves. Throws ATTEMPT_SUPERSEDED, QUOTA_REACHED, STORAGE_FULL. */
export async function writeOutput(
  deps: Deps,
  attempt: OwnAttempt,
  { name, path, room_bytes, bytes }: WrittenOutput,
): Promise<AttemptOutput> {
  const { owner_id } = await requireAttempt(deps, attempt)
  if (room_bytes > 0) await expectRoom(deps, { owner_id, bytes: room_bytes })
  const object_key = newObjectKey()
  return { name, path, object_key, ...(await deps.storage.put(object_key, bytes)) }
}

/** Makes sure that an attempt still stands. Throws ATTEMPT_SUPERSEDED. */
async function requireAttempt(
  { db }: Pick<Deps, 'db'>,
  attempt: OwnAttempt,
  { isSpecWanted = false } = {},
): Promise<AttemptJob> {
  const job = await findAttemptJob(db, { ...attempt, isSpecWanted })
  if (!job) throw superseded(attempt)
  return job
}

function superseded({ job_id, attempt }: OwnAttempt): DomainError {
  return new DomainError('ATTEMPT_SUPERSEDED', { job_id, attempt })
}

async function findBound(
  { db }: Pick<Deps, 'db'>,
  { job_id }: OwnAttempt,
  { job, output, mount, optional }: ApplicationSpec['bindings'][number],
): Promise<StagedFile[]> {
  const found = await findBoundOutputs(db, { job_id, needed: job, output })
  if (found.length === 0 && !optional) {
    throw new DomainError('OUTPUT_NOT_FOUND', { job_id, name: `${output} of ${job}` })
  }
  return found.map(({ path, blob_id, size_bytes, sha256, ...declared }) => {
    // an output that is one file keeps its name
    const name = path === '' ? (pathOfOutput(declared, output).split('/').at(-1) ?? '') : path
    const whole = mount === '.' ? name : `${mount}/${name}`
    return { path: whole, from: null, blob_id, size_bytes, sha256 }
  })
}

function toLogin(secret: string): JobMaterial['registry'] {
  const colon = secret.indexOf(':')
  return { username: secret.slice(0, Math.max(0, colon)), password: secret.slice(colon + 1) }
}
