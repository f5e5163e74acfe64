import { type Actor, viewerOf } from '@assay/access'
import { findJobsOfRuns, getReadableJob, getReadableRun, listJobOutputs } from '@assay/db'
import { storedEntry } from '../file/zip/stored-entry.ts'
import type { ZipEntry } from '../file/zip/zip-entry.ts'
import type { FilesZip } from '../file/zip/zip-files.ts'
import { zipStream } from '../file/zip/zip-stream.ts'
import type { RunDeps } from './deps.ts'
import { requireDownloads } from './output.ts'
import { folderNameOf, outputPathOf } from './output-path.ts'

/** Read before their turn, so that few are kept. */
const pageRows = 200

/** What a job has left, as a zip: each file where it stood below its folder of outputs. */
export async function zipJobOutputs(deps: RunDeps, actor: Actor, { job_id }: { job_id: string }): Promise<FilesZip> {
  const job = await getReadableJob(deps.db, { id: job_id, viewer: viewerOf(actor) })
  await requireDownloads(deps, actor, { job, outputs: job.outputs.map((name) => ({ name })) })
  return {
    filename: `${folderNameOf(job)}.zip`,
    stream: zipStream(entriesOf(deps, actor, { job_id: job.id, top: '' })),
  }
}

/** The same of all jobs of a run, each in a folder of its own. */
export async function zipRunOutputs(deps: RunDeps, actor: Actor, { run_id }: { run_id: string }): Promise<FilesZip> {
  const run = await getReadableRun(deps.db, { id: run_id, viewer: viewerOf(actor) })
  const jobs = await findJobsOfRuns(deps.db, [run.id])
  for (const job of jobs) {
    await requireDownloads(deps, actor, { job, outputs: job.outputs.map((name) => ({ name })) })
  }
  return { filename: `${folderNameOf(run)}.zip`, stream: zipStream(entriesOfAll(deps, actor, jobs)) }
}

async function* entriesOfAll(
  deps: RunDeps,
  actor: Actor,
  jobs: Awaited<ReturnType<typeof findJobsOfRuns>>,
): AsyncGenerator<ZipEntry> {
  for (const job of jobs) {
    if (job.outputs.length > 0) yield* entriesOf(deps, actor, { job_id: job.id, top: `${folderNameOf(job)}/` })
  }
}

async function* entriesOf(
  deps: RunDeps,
  actor: Actor,
  { job_id, top }: { readonly job_id: string; readonly top: string },
): AsyncGenerator<ZipEntry> {
  let after: { readonly name: string; readonly path: string } | undefined
  for (;;) {
    // again for each page: what is no longer shared goes no further
    const job = await getReadableJob(deps.db, { id: job_id, viewer: viewerOf(actor) })
    const page = await listJobOutputs(deps.db, { job_id }, { after, limit: pageRows })
    await requireDownloads(deps, actor, { job, outputs: page })
    for (const object of page) {
      yield storedEntry(deps.storage, {
        path: top + outputPathOf(deps.kinds, job, object),
        modified_at: job.finished_at ?? job.created_at,
        object,
        of: `The output "${object.name}" of job ${job_id}`,
      })
    }
    if (page.length < pageRows) return
    after = page.at(-1)
  }
}
