import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { asStored, type EvaluationStore, type JobBytes, type LocalFile, type OwnAttempt } from '@assay/runners'
import {
  apiKeyVariable,
  type ClaimedJob,
  DomainError,
  datasetInput,
  type JobMaterial,
  type StagedFile,
} from '@assay/schemas'
import type { TableQueries } from '@assay/tables'

export interface HttpStoreOptions {
  readonly bytes: JobBytes
  readonly calls: EvaluationStore['calls']
  readonly checkpoint: EvaluationStore['checkpoint']
  readonly spend: EvaluationStore['spend']
  readonly tables: TableQueries
  /** Folder for throw-away files. */
  readonly scratch_directory: string
}

/** Tables and answers of jobs over HTTP. */
export function createHttpStore({
  bytes,
  calls,
  checkpoint,
  spend,
  tables,
  scratch_directory,
}: HttpStoreOptions): EvaluationStore {
  const materials = new WeakMap<ClaimedJob, Promise<JobMaterial>>()

  /** Is asked for once for each attempt. */
  function materialOf(job: ClaimedJob): Promise<JobMaterial> {
    const asked = materials.get(job) ?? bytes.material(attemptOf(job))
    materials.set(job, asked)
    return asked
  }

  async function fetchInput(job: ClaimedJob, file: StagedFile): Promise<LocalFile> {
    const folder = await mkdtemp(join(scratch_directory, 'input-'))
    const remove = () => rm(folder, { recursive: true, force: true })
    const path = join(folder, 'table.parquet')
    try {
      await pipeline(await bytes.read(attemptOf(job), file.blob_id), asStored(file), createWriteStream(path))
    } catch (error) {
      await remove()
      throw error
    }
    return { path, [Symbol.asyncDispose]: remove }
  }

  return {
    async dataset(job, { dataset_id, max_samples }) {
      const { inputs } = await materialOf(job)
      const table = inputs.find(({ path }) => path === datasetInput)
      if (!table) throw new DomainError('DATASET_NOT_FOUND', { dataset_id })
      const file = await fetchInput(job, table)
      const all = await tables.count({ path: file.path })
      return { ...file, examples: Math.min(all, max_samples ?? all) }
    },
    // what judges said does not come here: jobs that need it stay at the server
    async needed(job) {
      const { inputs } = await materialOf(job)
      await using stack = new AsyncDisposableStack()
      const files: LocalFile[] = []
      for (const input of inputs.filter(({ path }) => path !== datasetInput)) {
        files.push(stack.use(await fetchInput(job, input)))
      }
      // from here on they are the caller's
      stack.move()
      return files
    },
    apiKey: async (job) => (await materialOf(job)).secrets[apiKeyVariable],
    calls,
    spend,
    checkpoint,
    async keep(job, { name, path, signal }) {
      signal.throwIfAborted()
      const { size: size_bytes } = await stat(path)
      const file = { name, path: '', size_bytes, room_bytes: size_bytes, bytes: createReadStream(path) }
      return bytes.write(attemptOf(job), file)
    },
  }
}

function attemptOf({ id, run_id, attempt, worker_id }: ClaimedJob): OwnAttempt {
  return { job_id: id, run_id, attempt, worker_id }
}
