import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { chmod, mkdir, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { WorkFolders } from '@assay/executors'
import { type ApplicationSpec, DomainError, faultOfPath, type JobMaterial, type StagedFile } from '@assay/schemas'
import type { JobBytes, OwnAttempt } from './job-bytes.ts'
import { sideBySide } from './side-by-side.ts'

const atOnce = 8

interface Staging {
  readonly attempt: OwnAttempt
  readonly bytes: Pick<JobBytes, 'read'>
  readonly folders: WorkFolders
  readonly signal: AbortSignal
}

interface Placed {
  readonly file: StagedFile
  readonly to: string
  readonly mode: number
}

/** Puts the files of a job where it finds them, each as it was stored. */
export async function stage(
  staging: Staging,
  { files, folder }: Pick<ApplicationSpec, 'files' | 'folder'>,
  { inputs }: Pick<JobMaterial, 'inputs'>,
): Promise<void> {
  const { working, input } = staging.folders
  // one folder for all is the job's, whoever it is
  const [folderMode, mode] = folder === undefined ? [0o755, 0o444] : [0o777, 0o666]
  const placed: Placed[] = [
    ...files.map((file) => ({ file, to: placeOf(working, file), mode: 0o755 })),
    ...inputs.map((file) => ({ file, to: placeOf(input, file), mode })),
  ]
  await requireSpace(input, placed)
  await makeFolders([working, input], placed, folderMode)
  await sideBySide(placed, atOnce, (one) => write(staging, one))
}

function placeOf(folder: string, { path }: StagedFile): string {
  if (faultOfPath(`data/${path}`) !== undefined) throw new DomainError('INPUT_CONFLICT', { path })
  return join(folder, path)
}

async function requireSpace(folder: string, placed: readonly Placed[]): Promise<void> {
  const needed_bytes = placed.reduce((sum, { file }) => sum + file.size_bytes, 0)
  const { bavail, bsize } = await statfs(folder)
  if (needed_bytes > bavail * bsize) throw new DomainError('WORKER_DISK_FULL', { needed_bytes })
}

/** Readable for the job, whoever that is and whatever the umask of the worker. */
async function makeFolders(tops: readonly string[], placed: readonly Placed[], mode: number): Promise<void> {
  const folders = new Set<string>()
  for (const { file, to } of placed) {
    for (let folder = dirname(to); !tops.includes(folder) && !folders.has(folder); folder = dirname(folder)) {
      folders.add(folder)
    }
    if (folders.has(to)) throw new DomainError('INPUT_CONFLICT', { path: file.path })
  }
  const outermostFirst = [...folders].toSorted((a, b) => a.length - b.length)
  for (const folder of outermostFirst) {
    await mkdir(folder)
    await chmod(folder, mode)
  }
}

async function write({ attempt, bytes, signal }: Staging, { file, to, mode }: Placed): Promise<void> {
  signal.throwIfAborted()
  try {
    const source = await bytes.read(attempt, file.blob_id)
    await pipeline(source, asStored(file), createWriteStream(to, { flags: 'wx' }), { signal })
    await chmod(to, mode)
  } catch (error) {
    throw asFailure(error, file)
  }
}

/** Lets bytes pass that are those of a file; throws INPUT_DAMAGED at the end of others. */
export function asStored({ path, size_bytes, sha256 }: StagedFile): Transform {
  const hash = createHash('sha256')
  let size = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      hash.update(chunk)
      size += chunk.length
      done(null, chunk)
    },
    flush(done) {
      const isSame = size === size_bytes && (sha256 === null || hash.digest('hex') === sha256)
      done(isSame ? null : new DomainError('INPUT_DAMAGED', { path }))
    },
  })
}

function asFailure(error: unknown, { path, size_bytes }: StagedFile): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT') return new DomainError('WORKER_DISK_FULL', { needed_bytes: size_bytes })
  if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR') return new DomainError('INPUT_CONFLICT', { path })
  return error
}
