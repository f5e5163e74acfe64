import { Readable } from 'node:stream'
import { type Actor, viewerOf } from '@assay/access'
import { findJobsOfRuns, getReadableJob, getReadableRun, type JobDetailRow, listJobOutputs } from '@assay/db'
import { storedEntry } from '../file/zip/stored-entry.ts'
import type { ZipEntry } from '../file/zip/zip-entry.ts'
import type { FilesZip } from '../file/zip/zip-files.ts'
import { zipSizeOf } from '../file/zip/zip-size.ts'
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
    stream: zipStream(entriesOf(deps, actor, { job_id: job.id, place: below(deps, '') })),
  }
}

/** A file of an output of a job. */
export interface ZippedOutput {
  readonly name: string
  /** Where it stands in its output. */
  readonly path: string
  readonly is_scratch: boolean
}

interface JobFolder {
  readonly job_id: string
  /** The only thing at the top of the zip, and its name. */
  readonly folder: string
  readonly texts?: readonly { readonly name: string; readonly text: string }[]
  keeps(output: ZippedOutput): boolean
}

/** One folder with texts, and some of what a job has left, as it stood in its outputs. */
export async function zipJobFolder(
  deps: RunDeps,
  actor: Actor,
  wanted: JobFolder,
): Promise<FilesZip & { readonly size_bytes: number }> {
  const { job_id, folder } = wanted
  const job = await getReadableJob(deps.db, { id: job_id, viewer: viewerOf(actor) })
  await requireDownloads(deps, actor, { job, outputs: job.outputs.map((name) => ({ name })) })
  const entries: ZipEntry[] = []
  for await (const entry of entriesOfFolder(deps, actor, wanted)) entries.push(entry)
  return { filename: `${folder}.zip`, size_bytes: zipSizeOf(entries), stream: zipStream(Readable.from(entries)) }
}

async function* entriesOfFolder(
  deps: RunDeps,
  actor: Actor,
  { job_id, folder, texts = [], keeps }: JobFolder,
): AsyncGenerator<ZipEntry> {
  const modified_at = new Date().toISOString()
  yield { path: `${folder}/`, modified_at }
  for (const { name, text } of texts) yield textEntry({ path: `${folder}/${name}`, modified_at, text })
  yield* entriesOf(deps, actor, {
    job_id,
    place: ({ spec }, { name, path }) => {
      const is_scratch = spec.kind === 'application' && spec.outputs[name]?.from === 'temp'
      return keeps({ name, path, is_scratch }) ? `${folder}/${path}` : undefined
    },
  })
}

function textEntry({ path, modified_at, text }: { path: string; modified_at: string; text: string }): ZipEntry {
  const bytes = Buffer.from(text)
  const damaged = () => new TypeError('a text is as long as it is')
  const open = async () => Readable.from([bytes])
  return { path, modified_at, file: { size_bytes: bytes.length, sha256: null, open, damaged } }
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
    if (job.outputs.length > 0)
      yield* entriesOf(deps, actor, { job_id: job.id, place: below(deps, `${folderNameOf(job)}/`) })
  }
}

/** Where a file of an output is to stand in the zip; undefined: it is left out. */
type Place = (job: JobDetailRow, output: { readonly name: string; readonly path: string }) => string | undefined

function below({ kinds }: RunDeps, top: string): Place {
  return (job, output) => top + outputPathOf(kinds, job, output)
}

async function* entriesOf(
  deps: RunDeps,
  actor: Actor,
  { job_id, place }: { readonly job_id: string; readonly place: Place },
): AsyncGenerator<ZipEntry> {
  let after: { readonly name: string; readonly path: string } | undefined
  for (;;) {
    // again for each page: what is no longer shared goes no further
    const job = await getReadableJob(deps.db, { id: job_id, viewer: viewerOf(actor) })
    const page = await listJobOutputs(deps.db, { job_id }, { after, limit: pageRows })
    await requireDownloads(deps, actor, { job, outputs: page })
    for (const object of page) {
      const path = place(job, object)
      if (path === undefined) continue
      yield storedEntry(deps.storage, {
        path,
        modified_at: job.finished_at ?? job.created_at,
        object,
        of: `The output "${object.name}" of job ${job_id}`,
      })
    }
    if (page.length < pageRows) return
    after = page.at(-1)
  }
}
