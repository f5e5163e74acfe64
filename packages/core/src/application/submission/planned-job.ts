import { fingerprintOf } from '@assay/engine'
import { type ApplicationSpec, DomainError, type FingerprintParts } from '@assay/schemas'
import type { Parameters } from '../parameters.ts'
import type { FoundInputs } from './found-inputs.ts'
import type { KnownImage } from './image.ts'
import { partsOf } from './parts.ts'
import { hashesFor, type SecretHashes } from './secrets.ts'
import { specOf } from './spec.ts'
import { bindInputs, type HashedBlobs, stageInputs } from './staged-inputs.ts'
import type { WantedJob } from './wanted-job.ts'
import type { Wish } from './wish.ts'

/** Changes with what jobs of applications are given: earlier ones are then not reused. */
const application = 1

/** A job that could be submitted as it is. */
export interface PlannedJob {
  readonly wanted: WantedJob
  readonly needs: readonly string[]
  readonly spec: ApplicationSpec
  readonly parts: FingerprintParts
  /** Null: equal inputs need not give equal outputs, its own or those of a job that it needs. */
  readonly fingerprint: string | null
  /** What its fingerprint was before the digests of images became known. */
  readonly early_fingerprint: string | null
  /** That which its image stands for, where its reference does not say so. */
  readonly image_digest: string | null
}

/** A job with the values of its parameters, and what it asks for. */
export interface BoundJob {
  readonly wanted: WantedJob
  readonly values: Parameters
  readonly wishes: readonly Wish[]
  readonly needs: readonly string[]
}

export interface Identity {
  /** Its fingerprint, whether or not it may be reused. */
  readonly identity: string
  readonly early_identity: string
}

interface Context {
  readonly found: FoundInputs
  readonly blobs: HashedBlobs
  readonly secrets: SecretHashes
  readonly imageOf: (job: WantedJob) => KnownImage
  readonly planned: ReadonlyMap<string, PlannedJob & Identity>
}

/** Throws FILE_NOT_FOUND, INPUT_INVALID. */
export function planJob({ wanted, values, wishes, needs }: BoundJob, context: Context): PlannedJob & Identity {
  const { found, blobs, secrets, imageOf } = context
  const inputs = stageInputs({ job: wanted.name, wishes, found, blobs })
  const bindings = bindInputs(wishes)
  const spec = specOf(wanted, { values, inputs, bindings, blobs })
  const needed = needs.map((name) => neededJob(context, name))
  const image = imageOf(wanted)
  const ingredients = { job: wanted, spec, secrets: hashesFor(wanted, secrets) }
  const upstream = Object.fromEntries(needed.map(({ wanted: { name }, identity }) => [name, identity]))
  const early = Object.fromEntries(needed.map(({ wanted: { name }, early_identity }) => [name, early_identity]))
  const parts = partsOf({ ...ingredients, image: image.now, upstream })
  const where = bindings.map(({ job, output, mount }) => ({ job, output, mount }))
  const identity = fingerprintOf({ application, where, ...parts })
  const earlyParts = partsOf({ ...ingredients, image: image.early, upstream: early })
  const early_identity = fingerprintOf({ application, where, ...earlyParts })
  const isReusable = spec.deterministic && needed.every(({ fingerprint }) => fingerprint !== null)
  return {
    ...{ wanted, needs, spec, parts, identity, early_identity },
    fingerprint: isReusable ? identity : null,
    early_fingerprint: isReusable ? early_identity : null,
    image_digest: image.seen_digest,
  }
}

function neededJob({ planned }: Context, name: string): PlannedJob & Identity {
  const needed = planned.get(name)
  // it was refused itself, which is told
  if (!needed)
    throw new DomainError('INPUT_INVALID', { issues: [{ path: 'needs', message: `"${name}" is not valid` }] })
  return needed
}
