import type { CollectedFile } from '@assay/executors'
import { type ApplicationSpec, DomainError } from '@assay/schemas'
import { isFolder } from './left-folder.ts'
import { filledPath, pathBelow } from './name-template.ts'

/** What must hold of what a job leaves, with what was found. */
export interface Check {
  readonly path: string
  readonly least: number
  readonly of: 'bytes' | 'files'
  /** Bytes of the file, or files below the folder; undefined: it is not there. */
  found: number | undefined
}

export function toCheck(check: ApplicationSpec['checks'][number], parameters: ApplicationSpec['parameters']): Check {
  if ('file' in check) {
    return { path: filledPath(check.file, parameters), least: check.min_bytes, of: 'bytes', found: undefined }
  }
  return { path: filledPath(check.folder, parameters), least: check.min_files, of: 'files', found: undefined }
}

/** Counts a file that the job has left. */
export function countFor(check: Check, { path, size_bytes }: CollectedFile): void {
  const below = pathBelow(path, check.path)
  if (below === undefined) return
  if (check.of === 'files' && below !== '') check.found = (check.found ?? 0) + 1
  if (check.of === 'bytes' && below === '') check.found = size_bytes
}

/** Throws CHECK_FAILED, with names of what was found. */
export async function requireCheck(folder: string, check: Check, named: readonly string[]): Promise<void> {
  const { path, least, of } = check
  const found = check.found ?? (of === 'files' && (await isFolder(folder, path)) ? 0 : undefined)
  if (found !== undefined && found >= least) return
  const missing = of === 'files' ? 'is no folder that is there' : 'is no file that is there'
  const reason = found === undefined ? missing : `has ${found} ${of}, and must have ${least} at least`
  throw new DomainError('CHECK_FAILED', { path, reason, found: [...named] })
}
