import { posix } from 'node:path'
import { findBlobsById } from '@assay/db'
import { type ApplicationSpec, DomainError, type StagedFile } from '@assay/schemas'
import { hashBlob } from '../../file/blob-hash.ts'
import type { SubmissionDeps } from './deps.ts'
import { type FoundInputs, keyOf } from './found-inputs.ts'
import { joinPaths } from './job-path.ts'
import { isBound } from './wanted-job.ts'
import type { Wish } from './wish.ts'

/** A blob with what is known of its bytes. */
interface HashedBlob {
  readonly size_bytes: number
  readonly sha256: string
}

export type HashedBlobs = ReadonlyMap<string, HashedBlob>

/** These blobs with their hashes: of bytes that nobody has read yet they are computed first. */
export async function hashBlobs(deps: SubmissionDeps, ids: readonly string[]): Promise<HashedBlobs> {
  const hashed = new Map<string, HashedBlob>()
  for (const blob of await findBlobsById(deps.db, [...new Set(ids)])) {
    hashed.set(blob.id, { size_bytes: blob.size_bytes, sha256: await hashBlob(deps, blob) })
  }
  return hashed
}

interface Staging {
  readonly job: string
  readonly wishes: readonly Wish[]
  readonly found: FoundInputs
  readonly blobs: HashedBlobs
}

/** The files that a job finds. Throws FILE_NOT_FOUND, INPUT_INVALID where two would stand at one path. */
export function stageInputs({ job, wishes, found, blobs }: Staging): StagedFile[] {
  const staged = new Map<string, StagedFile>()
  for (const { input, mount, optional, source } of wishes) {
    if (isBound(source)) continue
    const there = found.get(keyOf(source))
    if (!there && optional) continue
    const asked = 'from' in source ? source.from : (source.path ?? source.dataset)
    if (!there) throw new DomainError('FILE_NOT_FOUND', { path: asked, job, input })
    for (const file of there.files) {
      const name = file.path === '' ? posix.basename(asked) : file.path
      const path = joinPaths(mount, name)
      const blob = blobs.get(file.blob_id)
      // deleted in between
      if (!blob) throw new DomainError('FILE_NOT_FOUND', { path: asked, job, input })
      if (staged.has(path)) throw twice(input, path)
      const from = there.from === null ? null : joinPaths(there.from, file.path)
      staged.set(path, { path, from, blob_id: file.blob_id, ...blob })
    }
  }
  return [...staged.values()]
}

function twice(input: string, path: string): DomainError {
  const message = `would stand at "${path}", where another input stands already`
  return new DomainError('INPUT_INVALID', { issues: [{ path: `inputs.${input}`, message }] })
}

/** The outputs of other jobs that a job finds. */
export function bindInputs(wishes: readonly Wish[]): ApplicationSpec['bindings'] {
  return wishes.flatMap(({ mount, optional, source }) =>
    isBound(source)
      ? source.jobs.map((job) => ({
          ...{ job, output: source.output, optional },
          mount: source.is_gathered ? joinPaths(mount, job) : mount,
        }))
      : [],
  )
}
