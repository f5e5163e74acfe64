import { type Actor, requireScope } from '@assay/access'
import { checkGraph, fingerprintOf } from '@assay/engine'
import { type ApplicationSpec, DomainError, type FingerprintParts } from '@assay/schemas'
import type { Parameters } from '../parameters.ts'
import type { SubmissionDeps } from './deps.ts'
import { type FoundInputs, findInputs } from './found-inputs.ts'
import { type KnownImage, readImages } from './image.ts'
import type { Issues } from './issues.ts'
import { partsOf } from './parts.ts'
import { hashesFor, type SecretHashes } from './secrets.ts'
import { bindValues, specOf } from './spec.ts'
import { bindInputs, type HashedBlobs, hashBlobs, stageInputs } from './staged-inputs.ts'
import { type FileInput, isBound, type WantedJob } from './wanted-job.ts'
import { type Wish, wishesOf } from './wish.ts'

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

interface BoundJob {
  readonly wanted: WantedJob
  readonly values: Parameters
  readonly wishes: readonly Wish[]
  readonly needs: readonly string[]
}

interface Planning {
  readonly jobs: readonly WantedJob[]
  readonly secrets: SecretHashes
  readonly issues: Issues
}

/**
 * Everything that the jobs need, looked up and snapshotted, each after those that it needs. Throws GRAPH_INVALID,
 * FILE_NOT_FOUND, DATASET_NOT_FOUND, and INPUT_INVALID with all that is wrong with any of them.
 */
export async function planJobs(
  deps: SubmissionDeps,
  actor: Actor,
  { jobs, secrets, issues }: Planning,
): Promise<PlannedJob[]> {
  const bound = jobs.flatMap((wanted) => bindJob(wanted, issues) ?? [])
  issues.throwAny()
  const order = checkGraph(bound.map(({ wanted, needs }) => ({ name: wanted.name, needs })))
  checkOutputs(bound, issues)
  issues.throwAny()
  const files = bound.flatMap(({ wishes }) => wishes.map(({ source }) => source)).filter(isFile)
  if (files.length > 0) requireScope(actor, 'files:read')
  const found = await findInputs(deps, actor, files)
  const blobs = await hashBlobs(deps, blobsOf(bound, found))
  const imageOf = await readImages(deps, jobs)
  const byName = new Map(bound.map((job) => [job.wanted.name, job]))
  const planned = new Map<string, PlannedJob & Identity>()
  for (const name of order) {
    const job = byName.get(name)
    if (!job) continue
    const one = issues.try(name, () => planJob(job, { found, blobs, secrets, imageOf, planned }))
    if (one) planned.set(name, one)
  }
  issues.throwAny()
  return [...planned.values()]
}

function isFile(source: Wish['source']): source is FileInput {
  return !isBound(source)
}

function bindJob(wanted: WantedJob, issues: Issues): BoundJob | undefined {
  const { definition } = wanted.entry
  if (wanted.arguments.length > 0 && !definition.extra_arguments) {
    issues.add(`jobs.${wanted.name}.arguments`, `are not taken by ${wanted.entry.entrypoint}`)
  }
  return issues.try(wanted.name, () => {
    const values = bindValues(wanted)
    const wishes = wishesOf(wanted, values)
    const sources = wishes.flatMap(({ source }) => (isBound(source) ? source.jobs : []))
    return { wanted, values, wishes, needs: [...new Set([...wanted.needs, ...sources])] }
  })
}

/** What is bound to an input must be an output that the job has. */
function checkOutputs(bound: readonly BoundJob[], issues: Issues): void {
  const outputs = new Map(bound.map(({ wanted }) => [wanted.name, Object.keys(wanted.entry.definition.outputs)]))
  for (const { wanted, wishes } of bound) {
    for (const { input, source } of wishes) {
      if (!isBound(source)) continue
      const lacking = source.jobs.find((job) => !outputs.get(job)?.includes(source.output))
      if (lacking === undefined) continue
      const known = outputs.get(lacking)?.join(', ')
      issues.add(`jobs.${wanted.name}.inputs.${input}`, `"${lacking}" has no output "${source.output}", but ${known}`)
    }
  }
}

function blobsOf(bound: readonly BoundJob[], found: FoundInputs): string[] {
  const staged = [...found.values()].flatMap(({ files }) => files.map(({ blob_id }) => blob_id))
  const entries = new Set(bound.map(({ wanted }) => wanted.entry))
  return [...staged, ...[...entries].flatMap((entry) => entry.files.map(({ blob_id }) => blob_id))]
}

interface Identity {
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

function planJob({ wanted, values, wishes, needs }: BoundJob, context: Context): PlannedJob & Identity {
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
