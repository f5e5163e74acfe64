import {
  type Database,
  findPlaceableJobs,
  findPlaceableOutputs,
  foldersAbove,
  lockTree,
  type PlaceableJob,
  type PlaceableOutput,
  type PlacedFile,
  placeFiles,
  placeFolders,
  setExpiryOfOutputs,
} from '@assay/db'
import { faultOfPath } from '@assay/schemas'
import type { Transaction } from 'kysely'
import mime from 'mime'
import { folderNameOf } from '../run/output-path.ts'
import { pathOfOutput } from './declared-output.ts'

/**
 * Makes files of what jobs of applications have left, in the trees of their owners, over the same blobs. Whoever calls
 * it holds the runs. What stands there already stays, and so do the outputs; which jobs that concerns, and what to say.
 */
export async function placeOutputs(
  trx: Transaction<Database>,
  job_ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const jobs = await findPlaceableJobs(trx, job_ids)
  if (jobs.length === 0) return new Map()
  const ids = jobs.map(({ id }) => id)
  await setExpiryOfOutputs(trx, ids)
  const outputs = Map.groupBy(await findPlaceableOutputs(trx, ids), ({ job_id }) => job_id)
  const files = jobs.flatMap((job) => (outputs.get(job.id) ?? []).map((output) => toFile(job, output)))
  const owners = Map.groupBy(files, ({ owner_id }) => owner_id)
  const left: PlacedFile[] = []
  // in one order, so that two that settle for the same owners never wait for each other in a circle
  for (const owner_id of [...owners.keys()].toSorted()) {
    left.push(...(await placeAll(trx, owner_id, owners.get(owner_id) ?? [])))
  }
  return toNotices(left)
}

function toFile(job: PlaceableJob, { name, path, blob_id }: PlaceableOutput): PlacedFile {
  const { id: job_id, run_id, owner_id, outputs } = job
  const own = job.outputs_folder ?? `${run_id}/${folderNameOf(job)}`
  const whole = [outputs[name]?.to ?? 'output', own, pathOfOutput(job, name), path]
    .filter((part) => part !== '')
    .join('/')
  const content_type = mime.getType(whole) ?? 'application/octet-stream'
  return { owner_id, path: whole, blob_id, content_type, run_id, job_id }
}

/** Those that could not be placed. */
async function placeAll(
  trx: Transaction<Database>,
  owner_id: string,
  files: readonly PlacedFile[],
): Promise<PlacedFile[]> {
  await lockTree(trx, owner_id, 'exclusive')
  const fitting = files.filter(({ path }) => faultOfPath(path) === undefined)
  const wanted = new Set(fitting.flatMap(({ path }) => foldersAbove(path)))
  const folders = await placeFolders(trx, { owner_id, paths: [...wanted] })
  const placeable = fitting.filter(({ path }) => foldersAbove(path).every((folder) => folders.has(folder)))
  const placed = await placeFiles(trx, placeable)
  return files.filter(({ path }) => !placed.has(path))
}

function toNotices(left: readonly PlacedFile[]): ReadonlyMap<string, string> {
  const byJob = Map.groupBy(left, ({ job_id }) => job_id)
  return new Map(
    [...byJob].map(([job_id, files]) => {
      const more = files.length > 1 ? ` and ${files.length - 1} more` : ''
      return [
        job_id,
        `"${files[0]?.path}"${more} could not be made in the tree of files: something else stands there, or the name ` +
          'is none that a file may have. The outputs of the job are complete all the same.',
      ]
    }),
  )
}
