import { type Actor, viewerOf } from '@assay/access'
import { findJobOutput, getReadableJob, type JobDetailRow, type JobOutputDetail, listJobOutputs } from '@assay/db'
import { DomainError, type JobOutput, type jobOutputListInput, type jobOutputRef, type Page } from '@assay/schemas'
import mime from 'mime'
import { z } from 'zod'
import { type Download, toDownload } from '../file/download.ts'
import { lastNameOf } from '../file/file-download.ts'
import type { RunDeps } from './deps.ts'
import { checkDownload } from './job-kind.ts'
import { outputPathOf, pathInOutput } from './output-path.ts'

const cursorOf = z.tuple([z.string(), z.string()])

/** The files of a job's outputs, those of one output where it is named. Throws DATASET_NOT_FOUND as downloads do. */
export async function listOutputs(
  deps: RunDeps,
  actor: Actor,
  { job_id, name, cursor, limit }: z.output<typeof jobOutputListInput>,
): Promise<Page<JobOutput>> {
  const job = await getReadableJob(deps.db, { id: job_id, viewer: viewerOf(actor) })
  const rows = await listJobOutputs(deps.db, { job_id: job.id, name }, { after: afterOf(cursor), limit: limit + 1 })
  const page = rows.slice(0, limit)
  await requireDownloads(deps, actor, { job, outputs: page })
  const last = page.at(-1)
  const next = last && rows.length > limit ? JSON.stringify([last.name, last.path]) : null
  return {
    items: page.map((output) => toJobOutput(deps, job, output)),
    next_cursor: next === null ? null : Buffer.from(next).toString('base64url'),
  }
}

function afterOf(cursor: string | undefined): { readonly name: string; readonly path: string } | undefined {
  if (cursor === undefined) return undefined
  try {
    const [name, path] = cursorOf.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    if (!name.includes('\0') && !path.includes('\0')) return { name, path }
  } catch {
    // as any other that this list has not given
  }
  throw new DomainError('CURSOR_INVALID', {})
}

/** Makes sure that the actor may have these outputs. */
export async function requireDownloads(
  deps: Pick<RunDeps, 'db' | 'kinds'>,
  actor: Actor,
  { job, outputs }: { readonly job: JobDetailRow; readonly outputs: readonly { readonly name: string }[] },
): Promise<void> {
  const viewer = viewerOf(actor)
  if (job.owner_id === viewer.user_id) return
  for (const name of new Set(outputs.map((output) => output.name))) await checkDownload(deps, { job, name, viewer })
}

function toJobOutput({ kinds }: RunDeps, job: JobDetailRow, output: JobOutputDetail): JobOutput {
  const { name, size_bytes, sha256 } = output
  const path = outputPathOf(kinds, job, output)
  return { name, path, size_bytes, sha256, content_type: mime.getType(path) ?? 'application/octet-stream' }
}

/**
 * A file of an output: the one at a path, or the only one. Throws DATASET_NOT_FOUND for answers to examples that the
 * actor may not see.
 */
export async function downloadJobOutput(
  deps: RunDeps,
  actor: Actor,
  { job_id, name, path }: z.output<typeof jobOutputRef>,
): Promise<Download> {
  const job = await getReadableJob(deps.db, { id: job_id, viewer: viewerOf(actor) })
  await requireDownloads(deps, actor, { job, outputs: [{ name }] })
  const inside = path === undefined ? undefined : pathInOutput(deps.kinds, job, { name, path })
  const isElsewhere = path !== undefined && inside === undefined
  const blob = isElsewhere ? undefined : await findJobOutput(deps.db, { job_id: job.id, name, path: inside })
  if (!blob) throw new DomainError('OUTPUT_NOT_FOUND', { job_id, name: path ?? name })
  return toDownload(deps, blob, path === undefined ? name : lastNameOf(path))
}
