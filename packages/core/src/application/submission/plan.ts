import { type Actor, requireScope } from '@assay/access'
import { checkGraph } from '@assay/engine'
import type { SubmissionDeps } from './deps.ts'
import { type FoundInputs, findInputs } from './found-inputs.ts'
import { readImages } from './image.ts'
import type { Issues } from './issues.ts'
import { type BoundJob, type Identity, type PlannedJob, planJob } from './planned-job.ts'
import type { SecretHashes } from './secrets.ts'
import { bindValues } from './spec.ts'
import { hashBlobs } from './staged-inputs.ts'
import { type FileInput, isBound, type WantedJob } from './wanted-job.ts'
import { type Wish, wishesOf } from './wish.ts'

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
